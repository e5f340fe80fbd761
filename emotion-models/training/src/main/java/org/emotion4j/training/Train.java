package org.emotion4j.training;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
 * <p>The same command goes on where an earlier one was stopped. {@code --limit N} takes only the
 * first N training pictures, to try a configuration out; {@code --lenient} skips bad rows; {@code
 * --threads N} is the number of threads of the engine, 2 unless given.
 */
public final class Train {
  private static final Logger log = LoggerFactory.getLogger(Train.class);

  private Train() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Arguments arguments =
        new Arguments(
            List.of(args),
            Set.of("--config", "--fer2013", "--ferplus", "--out", "--limit", "--threads"),
            Set.of("--lenient"));
    // Read once, when the engine starts; and nothing here needs the network.
    System.setProperty("ai.djl.pytorch.num_threads", arguments.optional("--threads", "2"));
    System.setProperty("ai.djl.offline", "true");

    TrainerConfig config = TrainerConfig.read(arguments.path("--config"));
    Fer2013Csv.Content data =
        Fer2013Csv.read(arguments.path("--fer2013"), arguments.has("--lenient"));
    data.skipped().forEach(log::warn);
    List<FerPlusVotes> votes = FerPlusVotes.read(arguments.path("--ferplus"));
    Cleaning.Result cleaned = Cleaning.training(data.rows(), votes);
    cleaned.report().forEach((what, count) -> log.info("{}: {}", what, count));
    List<Example> publicTest = Cleaning.test(data.rows(), votes, Split.PUBLIC_TEST);
    List<Example> examples = cleaned.examples();
    int limit = Integer.parseInt(arguments.optional("--limit", "" + examples.size()));

    Path folder = Files.createDirectories(arguments.path("--out"));
    Layer.Stack stack = Networks.named(config.network(), FerPlusVotes.LABELS.size());
    Files.writeString(
        folder.resolve("network.json"),
        new GsonBuilder().setPrettyPrinting().create().toJson(LayerJson.of(stack)) + "\n");
    double accuracy =
        new Trainer(config, folder)
            .train(examples.subList(0, Math.min(limit, examples.size())), publicTest);
    log.info("{}: PublicTest accuracy {}", config.name(), accuracy);
  }
}
