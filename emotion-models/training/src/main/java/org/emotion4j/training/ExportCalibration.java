package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Writes preprocessed training pictures, from which the export takes the ranges of the 8-bit form:
 * {@code calibration.safetensors} with {@code inputs} [n, 1, 48, 48].
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@export-calibration \
 *   -Dexec.args="--fer2013 fer2013.csv.gz --ferplus fer2013new.csv --out run"
 * }</pre>
 */
public final class ExportCalibration {
  private static final int PICTURES = 1024;
  private static final long SEED = 1;

  private ExportCalibration() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException {
    Arguments arguments =
        new Arguments(List.of(args), Set.of("--fer2013", "--ferplus", "--out"), Set.of());
    System.setProperty("ai.djl.offline", "true");
    List<Example> examples =
        new ArrayList<>(
            Cleaning.training(
                    Fer2013Csv.read(arguments.path("--fer2013"), false).rows(),
                    Labelling.ofVotes(FerPlusVotes.read(arguments.path("--ferplus"))))
                .examples());
    Collections.shuffle(examples, new Random(SEED));
    List<Example> chosen = examples.subList(0, Math.min(PICTURES, examples.size()));
    Batch batch = new Batch(chosen.size(), FerPlusVotes.LABELS.size(), Fer2013Csv.SIDE);
    batch.fill(chosen);
    Path folder = Files.createDirectories(arguments.path("--out"));
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray inputs = batch.inputs(manager);
      Checkpoint.write(folder.resolve("calibration.safetensors"), Map.of("inputs", inputs));
    }
  }
}
