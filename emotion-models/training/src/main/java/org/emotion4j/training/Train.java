package org.emotion4j.training;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emotion4j.Emotion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model from the command line.
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@train \
 *   -Dexec.args="--config emotion-models/training/configs/ferplus.properties \
 *     --fer2013 fer2013.csv.gz --ferplus fer2013new.csv --out run"
 * }</pre>
 *
 * <p>On Linux two settings of the environment help. The C library must not give the large arrays of
 * each step back to the system, which nearly doubles the speed; and where others want the processor
 * too, idle threads must not spin (on an idle machine this costs a tenth).
 *
 * <pre>{@code
 * export GLIBC_TUNABLES=glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=8589934592:\
 * glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1
 * export OMP_WAIT_POLICY=PASSIVE
 * }</pre>
 *
 * <p>The same command goes on where an earlier one was stopped.
 *
 * <pre>
 * --images DIR [--csv CSV]  face crops of your own instead of --fer2013: a folder a label, or a csv
 *                           with the columns file,label; a tenth, chosen by the files' content, is
 *                           kept apart for PublicTest's part
 * --ferplus CSV             FER+'s votes, for targets, cleaning and reliability
 * --faces CSV               what the detector sees, as {@link FindFaces} writes it, for cleaning
 * --teacher CSV             an earlier model's probabilities, as {@link Teach} writes them
 * --from WEIGHTS            weights to start from, if RUN has no checkpoint yet: weights.safetensors of
 *                           an earlier run, of the same network or a smaller one (VGG16's for VGG19, the
 *                           default's for both); or torchvision's VGG, as safetensors or npz
 * --limit N                 only the first N training pictures, to try a configuration out
 * --lenient                 skips and counts bad rows
 * --threads N               threads of the engine, 2 unless given
 * </pre>
 */
public final class Train {
  private static final Logger log = LoggerFactory.getLogger(Train.class);

  private Train() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Arguments arguments =
        new Arguments(
            List.of(args),
            Set.of(
                "--config",
                "--fer2013",
                "--ferplus",
                "--images",
                "--csv",
                "--faces",
                "--teacher",
                "--from",
                "--out",
                "--limit",
                "--threads"),
            Set.of("--lenient"));
    // Read once, when the engine starts; and nothing here needs the network.
    System.setProperty("ai.djl.pytorch.num_threads", arguments.optional("--threads", "2"));
    System.setProperty("ai.djl.offline", "true");

    TrainerConfig config = TrainerConfig.read(arguments.path("--config"));
    List<Fer2013Csv.Row> rows = rows(arguments);
    Optional<List<FerPlusVotes>> votes =
        arguments.has("--ferplus")
            ? Optional.of(FerPlusVotes.read(arguments.path("--ferplus")))
            : Optional.empty();
    List<Emotion> labels = config.labels().emotions();
    Optional<Teacher> teacher =
        arguments.has("--teacher")
            ? Optional.of(Teacher.read(arguments.path("--teacher"), labels))
            : Optional.empty();
    if (votes.isEmpty() && config.reliability() > 0) {
      throw new DataException("reliability is above 0, but no FER+ votes are given (--ferplus)");
    }
    Labelling labelling =
        new Labelling(labels, config.targets(), votes, teacher, config.cleaning());
    FaceFindings faces =
        arguments.has("--faces") ? FaceFindings.read(arguments.path("--faces")) : FaceFindings.NONE;
    Cleaning.Result cleaned = Cleaning.training(rows, labelling, faces);
    cleaned.report().forEach((what, count) -> log.info("{}: {}", what, count));
    // What is reported, so never what a teacher thinks; own labels are right or wrong as they
    // stand.
    Labelling.Mix truth =
        config.labels() == TrainerConfig.LabelSet.FERPLUS && votes.isPresent()
            ? new Labelling.Mix(0, 1, 0)
            : new Labelling.Mix(1, 0, 0);
    List<Example> publicTest =
        Cleaning.test(
            rows,
            new Labelling(labels, truth, votes, Optional.empty(), truth.votes() > 0),
            Split.PUBLIC_TEST);
    List<Example> examples = cleaned.examples();
    int limit = Integer.parseInt(arguments.optional("--limit", "" + examples.size()));

    Path folder = Files.createDirectories(arguments.path("--out"));
    Layer.Stack stack = Networks.named(config.network(), labels.size());
    Files.writeString(
        folder.resolve("network.json"),
        new GsonBuilder()
                .setPrettyPrinting()
                .create()
                .toJson(LayerJson.of(stack, labels, config.reliability() > 0))
            + "\n");
    Optional<Path> start =
        arguments.has("--from") ? Optional.of(arguments.path("--from")) : Optional.empty();
    double accuracy =
        new Trainer(config, folder)
            .train(examples.subList(0, Math.min(limit, examples.size())), publicTest, start);
    log.info("{}: PublicTest accuracy {}", config.name(), accuracy);
  }

  private static List<Fer2013Csv.Row> rows(Arguments arguments) throws IOException {
    if (arguments.has("--fer2013") == arguments.has("--images")) {
      throw new IllegalArgumentException("give either --fer2013 or --images");
    }
    boolean lenient = arguments.has("--lenient");
    Fer2013Csv.Content data =
        arguments.has("--images")
            ? PictureRows.read(
                arguments.path("--images"),
                arguments.has("--csv") ? Optional.of(arguments.path("--csv")) : Optional.empty(),
                lenient)
            : Fer2013Csv.read(arguments.path("--fer2013"), lenient);
    data.skipped().forEach(log::warn);
    return data.rows();
  }
}
