package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final List<Example> TRAINING = DrawnFaces.examples(48, 1);
  private static final List<Example> TEST = DrawnFaces.examples(32, 2);

  @TempDir Path folder;

  static TrainerConfig config(int epochs, long seed) {
    return config(epochs, seed, 0, Release.parse("all", epochs));
  }

  static TrainerConfig config(int epochs, long seed, Release release) {
    return config(epochs, seed, 0, release);
  }

  private static TrainerConfig config(int epochs, long seed, int patience, Release release) {
    return new TrainerConfig(
        "test",
        "ferplus",
        TrainerConfig.LabelSet.FERPLUS,
        new Labelling.Mix(0, 1, 0),
        true,
        0.5,
        0.5,
        epochs,
        release,
        1,
        36,
        patience,
        TrainerConfig.Precision.FLOAT32,
        16,
        0.05,
        1,
        0.9,
        5e-4,
        0.9,
        0.2,
        0.1,
        seed,
        new Augmentation.Strength(true, 5, 0.05, 0.05, 0.1, 0.1, 0.05, 0.1, 0.1, 0.1, 0.1));
  }

  @Test
  void train_drawnFaces_lossFallsAndUnseenFacesAreTold() throws Exception {
    double accuracy = new Trainer(config(6, 1), folder).train(TRAINING, TEST, Optional.empty());

    List<Double> losses =
        Files.readAllLines(folder.resolve("log.csv")).stream()
            .skip(1)
            .map(line -> Double.valueOf(line.split(",", -1)[2]))
            .toList();
    assertThat(losses).hasSize(6);
    assertThat(losses.get(5)).isLessThan(losses.get(0) / 2);
    assertThat(accuracy).isGreaterThan(0.9);
  }

  @Test
  void train_stoppedAtAnyMoment_resumesToTheSameWeights() throws Exception {
    Path straight = Files.createDirectory(folder.resolve("straight"));
    Path stopped = Files.createDirectory(folder.resolve("stopped"));
    new Trainer(config(4, 1), straight).train(TRAINING, TEST, Optional.empty());

    // Training stays on this thread: the engine counts its worker threads for each caller's own.
    Thread trainer = Thread.currentThread();
    Thread stopper =
        new Thread(
            () -> {
              while (!Files.exists(stopped.resolve("checkpoint.safetensors"))) {
                Thread.onSpinWait();
              }
              trainer.interrupt();
            });
    stopper.start();
    assertThatThrownBy(
            () -> new Trainer(config(4, 1), stopped).train(TRAINING, TEST, Optional.empty()))
        .isInstanceOf(InterruptedException.class);
    stopper.join();
    new Trainer(config(4, 1), stopped).train(TRAINING, TEST, Optional.empty());

    assertSameArrays(stopped, straight, "checkpoint.safetensors");
    assertSameArrays(stopped, straight, "weights.safetensors");
    assertThat(Files.readAllLines(stopped.resolve("log.csv"))).hasSize(5);
  }

  private static void assertSameArrays(Path folder, Path expectedFolder, String file)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> actual = Checkpoint.read(folder.resolve(file), manager);
      Map<String, NDArray> expected = Checkpoint.read(expectedFolder.resolve(file), manager);
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      expected.forEach((name, array) -> assertThat(actual.get(name)).as(name).isEqualTo(array));
    }
  }

  @Test
  void train_otherSeedThanTheCheckpoint_isRefused() throws Exception {
    new Trainer(config(1, 1), folder).train(TRAINING, TEST, Optional.empty());

    assertThatThrownBy(
            () -> new Trainer(config(2, 2), folder).train(TRAINING, TEST, Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("checkpoint.safetensors")
        .hasMessageContaining("seed 1, not 2");
  }

  @Test
  void train_fromAnEarlierRun_startsWithItsWeights() throws Exception {
    Path earlier = Files.createDirectory(folder.resolve("earlier"));
    Path later = Files.createDirectory(folder.resolve("later"));
    new Trainer(config(6, 1), earlier).train(TRAINING, TEST, Optional.empty());

    Optional<Path> weights = Optional.of(earlier.resolve("weights.safetensors"));
    new Trainer(config(1, 2), later).train(TRAINING, TEST, weights);

    assertThat(loss(later, 0)).isLessThan(loss(earlier, 0) / 2);
  }

  @Test
  void train_fromAnotherNetwork_namesBothSetsOfWeights() throws Exception {
    Path file = folder.resolve("other.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      Network other = new Network(Networks.named("cnn1", 8), manager, false);
      Checkpoint.write(file, other.weights());
    }

    assertThatThrownBy(
            () -> new Trainer(config(1, 1), folder).train(TRAINING, TEST, Optional.of(file)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("other.safetensors")
        .hasMessageContaining("conv9.weight");
  }

  @Test
  void train_noProgressForLong_stopsAndKeepsTheBestWeights() throws Exception {
    // Every answer is right at some epoch, and no accuracy is better than that.
    double accuracy =
        new Trainer(config(40, 1, 2, Release.parse("all", 40)), folder)
            .train(TRAINING, TEST, Optional.empty());

    List<String> lines = Files.readAllLines(folder.resolve("log.csv"));
    assertThat(lines).hasSizeLessThan(40);
    double best =
        lines.stream()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[3]))
            .max()
            .orElseThrow();
    assertThat(accuracy).isCloseTo(best, within(1e-4));
  }

  private static double loss(Path folder, int epoch) throws IOException {
    String line = Files.readAllLines(folder.resolve("log.csv")).get(epoch + 1);
    return Double.parseDouble(line.split(",", -1)[2]);
  }

  @Test
  void rateAt_risesInTheWarmUpThenFallsToZero() {
    TrainerConfig config = config(5, 1);

    assertThat(config.rateAt(0.5)).isEqualTo(0.025);
    assertThat(config.rateAt(1)).isEqualTo(0.05);
    assertThat(config.rateAt(3)).isCloseTo(0.025, within(1e-9));
    assertThat(config.rateAt(5)).isZero();
  }
}
