package org.emotion4j.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one network and keeps the exponential moving average of its weights, which is what gets
 * exported (Polyak and Juditsky, 1992).
 *
 * <p>It survives being stopped at any moment: after each epoch it writes a checkpoint, and the next
 * run in the same folder goes on from there to the same weights, because everything random in an
 * epoch follows from the seed and the number of the epoch.
 */
final class Trainer {
  private static final Logger log = LoggerFactory.getLogger(Trainer.class);
  private static final String LOG_HEADER =
      "epoch,rate,trainLoss,publicTestAccuracy,imagesPerSecond,secondsLeft";
  private static final String EPOCH = "epoch";
  private static final String ACCURACY = "publicTestAccuracy";
  private static final int EVALUATION_BATCH = 256;

  private final TrainerConfig config;
  private final Path folder;

  /**
   * Makes a trainer.
   *
   * @param folder an existing folder for {@code checkpoint.safetensors}, {@code
   *     weights.safetensors} (the averaged weights after the latest epoch, or after the best one if
   *     the configuration stops early) and {@code log.csv}
   */
  Trainer(TrainerConfig config, Path folder) {
    this.config = config;
    this.folder = folder;
  }

  /** All that a run needs to go on. */
  private final class State {
    private final Network network;
    private final Network average;
    private final Sgd sgd;
    private int epoch;
    private long steps;
    private int bestEpoch;
    private double best;
    private double latest;

    State(Layer.Stack stack, NDManager manager) {
      Engine.getInstance().setRandomSeed((int) config.seed());
      Bfloat16 precision =
          config.precision() == TrainerConfig.Precision.BFLOAT16 ? new Bfloat16(manager) : null;
      network = new Network(stack, manager, true, precision);
      average = new Network(stack, manager, false);
      sgd = new Sgd(network, manager, (float) config.momentum(), (float) config.weightDecay());
      average.weights().forEach((name, array) -> Network.copy(network.weight(name), array));
    }

    void save(NDManager manager) throws IOException {
      Map<String, NDArray> arrays = arrays();
      arrays.put(EPOCH, manager.create(new long[] {epoch, steps, config.seed(), bestEpoch}));
      arrays.put(ACCURACY, manager.create(new double[] {best, latest}));
      // The weights first: were the run stopped in between, the epoch would be trained again.
      if (config.patience() == 0 || bestEpoch == epoch) {
        Checkpoint.write(folder.resolve("weights.safetensors"), average.weights());
      }
      Checkpoint.write(folder.resolve("checkpoint.safetensors"), arrays);
    }

    /** Whether there was a checkpoint to go on from. */
    boolean loadIfPresent(NDManager manager) throws IOException {
      Path file = folder.resolve("checkpoint.safetensors");
      if (!Files.exists(file)) {
        return false;
      }
      Map<String, NDArray> saved = Checkpoint.read(file, manager);
      for (Map.Entry<String, NDArray> entry : arrays().entrySet()) {
        Network.copy(array(saved, entry.getKey(), file), entry.getValue());
      }
      long[] counts = array(saved, EPOCH, file).toLongArray();
      if (counts[2] != config.seed()) {
        throw new DataException(
            file + ": was trained with seed " + counts[2] + ", not " + config.seed());
      }
      epoch = (int) counts[0];
      steps = counts[1];
      bestEpoch = (int) counts[3];
      double[] accuracies = array(saved, ACCURACY, file).toDoubleArray();
      best = accuracies[0];
      latest = accuracies[1];
      log.info("going on after epoch {}", epoch);
      return true;
    }

    void note(double accuracy) {
      latest = accuracy;
      if (accuracy > best) {
        best = accuracy;
        bestEpoch = epoch;
      }
    }

    boolean isDone() {
      boolean stuck = config.patience() > 0 && epoch - bestEpoch >= config.patience();
      return epoch >= config.epochs() || stuck;
    }

    /**
     * Takes over the weights of an earlier run, of this network or a smaller one, except the last
     * layer's if it told other classes apart; or the convolutions of torchvision's VGG.
     */
    void startFrom(Path file, Layer.Stack stack, NDManager manager) throws IOException {
      Map<String, NDArray> read = Checkpoint.read(file, manager);
      if (Pretrained.isTorchvision(read)) {
        Pretrained.convert(read, stack, manager, file).forEach(this::take);
        return;
      }
      Optional<Map<String, NDArray>> grown = Grown.convert(read, stack, manager, config.seed());
      if (grown.isPresent()) {
        log.info("grown from a smaller network: {}", file);
        take(grown.get(), file);
        return;
      }
      if (!read.keySet().equals(network.weights().keySet())) {
        throw new DataException(
            file
                + ": is of another network; it has "
                + new TreeSet<>(read.keySet())
                + ", expected "
                + new TreeSet<>(network.weights().keySet()));
      }
      take(read, file);
    }

    private void take(Map<String, NDArray> saved, Path file) {
      for (Map.Entry<String, NDArray> entry : saved.entrySet()) {
        Shape expected = network.weight(entry.getKey()).getShape();
        if (entry.getValue().getShape().equals(expected)) {
          take(entry.getKey(), entry.getValue());
        } else if (entry.getKey().startsWith(Networks.HEAD + ".")) {
          log.info("{} starts afresh: the classes differ", entry.getKey());
        } else {
          throw new DataException(
              file
                  + ": "
                  + entry.getKey()
                  + " has the shape "
                  + entry.getValue().getShape()
                  + ", expected "
                  + expected);
        }
      }
    }

    private void take(String name, NDArray value) {
      Network.copy(value, network.weight(name));
      Network.copy(value, average.weight(name));
    }

    private NDArray array(Map<String, NDArray> saved, String name, Path file) {
      NDArray array = saved.get(name);
      if (array == null) {
        throw new DataException(file + ": has no array " + name + "; is it of another network?");
      }
      return array;
    }

    private Map<String, NDArray> arrays() {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      network.weights().forEach((name, array) -> arrays.put("weight/" + name, array));
      average.weights().forEach((name, array) -> arrays.put("average/" + name, array));
      sgd.momenta().forEach((name, array) -> arrays.put("momentum/" + name, array));
      return arrays;
    }
  }

  /**
   * Trains until the last epoch.
   *
   * @param training what to learn from, at least one batch
   * @param publicTest what the averaged weights are tried on after each epoch
   * @param start the weights of an earlier run to start from, if this run has no checkpoint yet
   * @return accuracy on {@code publicTest} of the averaged weights that are kept
   * @throws IOException if a checkpoint cannot be read or written
   * @throws InterruptedException if the thread is interrupted; the run can go on later
   */
  double train(List<Example> training, List<Example> publicTest, Optional<Path> start)
      throws IOException, InterruptedException {
    int classes = training.get(0).target().length;
    List<Example> examples =
        config.balanceWeights() > 0
            ? Balance.weighted(training, config.balanceWeights())
            : training;
    try (NDManager manager = NDManager.newBaseManager()) {
      Layer.Stack stack = Networks.named(config.network(), classes);
      State state = new State(stack, manager);
      try (NDManager loading = manager.newSubManager()) {
        if (!state.loadIfPresent(loading) && start.isPresent()) {
          state.startFrom(start.get(), stack, loading);
        }
      }
      CsvLog csv = new CsvLog(folder.resolve("log.csv"), state.epoch);
      while (!state.isDone()) {
        long began = System.nanoTime();
        double loss = epoch(state, examples, manager);
        double seconds = (System.nanoTime() - began) / 1e9;
        state.epoch++;
        double accuracy = accuracy(state.average, publicTest, manager);
        state.note(accuracy);
        int seen = examples.size() / config.batch() * config.batch();
        csv.append(
            state.epoch,
            config.rateAt(state.epoch),
            loss,
            accuracy,
            seen / seconds,
            (long) (seconds * (config.epochs() - state.epoch)));
        try (NDManager saving = manager.newSubManager()) {
          state.save(saving);
        }
      }
      return config.patience() > 0 ? state.best : state.latest;
    }
  }

  private double epoch(State state, List<Example> training, NDManager manager)
      throws InterruptedException {
    int stepsInEpoch = training.size() / config.batch();
    long start = System.nanoTime();
    // Dropout draws from the engine's source; seeding it here lets a resumed run draw the same.
    Engine.getInstance().setRandomSeed(new SplittableRandom(config.seed() + state.epoch).nextInt());
    double sum = 0;
    int done = 0;
    Release.Step release = config.release().at(state.epoch);
    state.network.release(release::learns);
    Batches.Settings settings =
        new Batches.Settings(
            config.batch(),
            config.sideAt(state.epoch),
            config.balanceSampling(),
            config.mixup(),
            config.augmentation());
    try (Batches batches = new Batches(training, settings, config.seed(), state.epoch)) {
      for (Batch batch = batches.take(); batch != null; batch = batches.take()) {
        double rate = release.factor() * config.rateAt(state.epoch + (done + 1.0) / stepsInEpoch);
        double loss = step(state, batch, (float) rate, manager);
        batches.recycle(batch);
        sum += loss;
        done++;
        if (done % 50 == 0) {
          double perSecond = done * (double) config.batch() * 1e9 / (System.nanoTime() - start);
          log.info(
              "epoch {} step {}/{}: loss {}, {} images/s, {} left in this epoch",
              state.epoch + 1,
              done,
              stepsInEpoch,
              String.format(Locale.ROOT, "%.4f", sum / done),
              Math.round(perSecond),
              Duration.ofSeconds(Math.round((stepsInEpoch - done) * config.batch() / perSecond)));
        }
      }
    }
    return sum / done;
  }

  private double step(State state, Batch batch, float rate, NDManager manager) {
    double value;
    try (NDManager scratch = manager.newSubManager()) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray logits = state.network.forward(batch.inputs(scratch), true);
        NDArray loss = loss(logits, batch, scratch);
        value = loss.getFloat();
        if (!Double.isFinite(value)) {
          throw new IllegalStateException("the loss is " + value + "; is the rate too high?");
        }
        collector.backward(loss);
      }
      state.sgd.step(rate);
      state.steps++;
      // Less of the past at first, or the random start would weigh for several epochs.
      float keep =
          (float) Math.min(config.averageDecay(), (1.0 + state.steps) / (10 + state.steps));
      state
          .average
          .weights()
          .forEach(
              (name, mean) -> {
                try (NDArray weight = state.network.weight(name).stopGradient();
                    NDArray part = weight.mul(1 - keep)) {
                  mean.muli(keep).addi(part);
                }
              });
    }
    return value;
  }

  /**
   * Cross-entropy against the vote distribution, averaged by weight, plus binary cross-entropy of
   * the reliability.
   */
  private NDArray loss(NDArray logits, Batch batch, NDManager scratch) {
    NDArray targets = batch.targets(scratch);
    NDArray weights = batch.weights(scratch);
    long classes = targets.getShape().get(1);
    NDArray emotions = logits.get(new NDIndex(":, :{}", classes)).logSoftmax(1);
    NDArray emotionLoss =
        targets
            .mul(emotions)
            .sum(new int[] {1})
            .mul(weights)
            .sum()
            .neg()
            .div(weights.sum().add(1e-6f));
    NDArray logit = logits.get(new NDIndex(":, {}", classes));
    // max(z, 0) - z t + log(1 + exp(-|z|)) is the cross-entropy of sigmoid(z), without overflow.
    NDArray reliabilityLoss =
        Activation.relu(logit)
            .sub(logit.mul(batch.readable(scratch)))
            .add(logit.abs().neg().exp().add(1).log())
            .mean();
    return emotionLoss.add(reliabilityLoss.mul((float) config.reliability()));
  }

  /** The share of examples whose most wanted class gets the highest logit. */
  private static double accuracy(Network network, List<Example> examples, NDManager manager) {
    int classes = examples.get(0).target().length;
    Batch batch = new Batch(EVALUATION_BATCH, classes, Fer2013Csv.SIDE);
    int right = 0;
    for (int from = 0; from < examples.size(); from += EVALUATION_BATCH) {
      List<Example> part =
          examples.subList(from, Math.min(examples.size(), from + EVALUATION_BATCH));
      batch.fill(part);
      try (NDManager scratch = manager.newSubManager()) {
        NDArray logits = network.forward(batch.inputs(scratch), false);
        long[] guesses = logits.get(new NDIndex(":, :{}", classes)).argMax(1).toLongArray();
        for (int i = 0; i < guesses.length; i++) {
          if (guesses[i] == part.get(i).winner()) {
            right++;
          }
        }
      }
    }
    return (double) right / examples.size();
  }

  /** A line an epoch; lines of epochs after the checkpoint are dropped when a run goes on. */
  private static final class CsvLog {
    private final Path file;

    CsvLog(Path file, int epoch) throws IOException {
      this.file = file;
      List<String> lines =
          Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
      StringBuilder kept = new StringBuilder(LOG_HEADER).append('\n');
      lines.stream()
          .skip(1)
          .filter(line -> Integer.parseInt(line.substring(0, line.indexOf(','))) <= epoch)
          .forEach(line -> kept.append(line).append('\n'));
      Files.writeString(file, kept);
    }

    void append(
        int epoch, double rate, double loss, double accuracy, double perSecond, long secondsLeft)
        throws IOException {
      String line =
          String.format(
              Locale.ROOT,
              "%d,%.6f,%.4f,%.4f,%.1f,%d",
              epoch,
              rate,
              loss,
              accuracy,
              perSecond,
              secondsLeft);
      log.info("{}: {}", LOG_HEADER, line);
      Files.writeString(file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }
  }
}
