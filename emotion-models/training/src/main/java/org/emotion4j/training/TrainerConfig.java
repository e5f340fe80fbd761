package org.emotion4j.training;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.emotion4j.Emotion;

/**
 * How one model is trained; a properties file a model stands in {@code configs/}.
 *
 * @param name the model's name
 * @param network a name of {@link Networks}
 * @param labels the classes
 * @param targets what each picture should teach
 * @param cleaning whether pictures that most of FER+'s annotators could not read teach no emotion
 * @param balanceWeights how far examples of rare classes count more, from 0 to 1
 * @param balanceSampling how far examples of rare classes are drawn more often, from 0 to 1
 * @param epochs times that all examples are seen
 * @param release which layers learn in which epochs
 * @param smallEpochs how many of them, the first ones, are on smaller pictures
 * @param smallSide width and height of the smaller pictures
 * @param patience epochs without a better accuracy on PublicTest after which training stops; the
 *     weights of the best epoch are kept. 0: it goes on to the last epoch, whose weights are kept
 * @param precision of the convolutions in a training step
 * @param batch examples a step
 * @param rate highest learning rate, reached after the warm-up
 * @param warmupEpochs epochs in which the rate rises from near 0; after them it falls to 0 along
 *     half a cosine (Loshchilov and Hutter, 2017)
 * @param momentum Nesterov's, from 0 to 1
 * @param weightDecay L2 decay of the kernels
 * @param averageDecay most that the average of the weights keeps of itself in a step
 * @param reliability how much the loss of the reliability logit counts beside the emotions' loss
 * @param mixup parameter of the beta distribution by which pictures are mixed in pairs; 0: never
 * @param seed everything random follows from it
 * @param augmentation strength of the changes to the pictures
 */
record TrainerConfig(
    String name,
    String network,
    LabelSet labels,
    Labelling.Mix targets,
    boolean cleaning,
    double balanceWeights,
    double balanceSampling,
    int epochs,
    Release release,
    int smallEpochs,
    int smallSide,
    int patience,
    Precision precision,
    int batch,
    double rate,
    double warmupEpochs,
    double momentum,
    double weightDecay,
    double averageDecay,
    double reliability,
    double mixup,
    long seed,
    Augmentation.Strength augmentation) {

  /** The classes that a network can be trained on. */
  enum LabelSet {
    /** The eight emotions of FER+. */
    FERPLUS(FerPlusVotes.LABELS),
    /** The seven of FER2013. */
    FER2013(Fer2013Csv.LABELS);

    private final List<Emotion> emotions;

    LabelSet(List<Emotion> emotions) {
      this.emotions = emotions;
    }

    List<Emotion> emotions() {
      return emotions;
    }
  }

  /** What the convolutions of a training step are computed in. */
  enum Precision {
    /** 32 bits. */
    FLOAT32,
    /**
     * 16 bits, with the range of 32: twice as fast on processors that have instructions for it
     * (AVX512-BF16, AMX), and much slower on others.
     */
    BFLOAT16
  }

  TrainerConfig {
    // However often it is halved, a picture must keep a pixel.
    int smallest = Math.max(SMALLEST_SIDE, 1 << Networks.named(network, 1).halvings());
    if (smallEpochs > 0 && (smallSide < smallest || smallSide > Fer2013Csv.SIDE)) {
      throw new IllegalArgumentException(
          "smallSide is " + smallSide + ", expected " + smallest + " to " + Fer2013Csv.SIDE);
    }
  }

  /** On less nobody sees what a face shows. */
  private static final int SMALLEST_SIDE = 24;

  /**
   * Reads a properties file with exactly the keys of this record, those of the augmentation as
   * {@code augmentation.rotation} and so on.
   *
   * @throws DataException if a key is missing, unknown or has a bad value
   * @throws IOException if the file cannot be read
   */
  static TrainerConfig read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Keys keys = new Keys(file, properties);
    TrainerConfig config = config(keys);
    keys.checkNoneLeft();
    return config;
  }

  private static TrainerConfig config(Keys keys) {
    try {
      return new TrainerConfig(
          keys.text("name"),
          keys.text("network"),
          keys.choice("labels", LabelSet.class),
          new Labelling.Mix(
              keys.number("target.label"),
              keys.number("target.votes"),
              keys.number("target.teacher")),
          keys.isOn("cleaning"),
          keys.number("balance.weights"),
          keys.number("balance.sampling"),
          (int) keys.number("epochs"),
          Release.parse(keys.text("release"), (int) keys.number("epochs")),
          (int) keys.number("smallEpochs"),
          (int) keys.number("smallSide"),
          (int) keys.number("patience"),
          keys.choice("precision", Precision.class),
          (int) keys.number("batch"),
          keys.number("rate"),
          keys.number("warmupEpochs"),
          keys.number("momentum"),
          keys.number("weightDecay"),
          keys.number("averageDecay"),
          keys.number("reliability"),
          keys.number("mixup"),
          (long) keys.number("seed"),
          new Augmentation.Strength(
              keys.isOn("augmentation.mirror"),
              keys.number("augmentation.rotation"),
              keys.number("augmentation.scale"),
              keys.number("augmentation.shift"),
              keys.number("augmentation.pad"),
              keys.number("augmentation.contrast"),
              keys.number("augmentation.brightness"),
              keys.number("augmentation.blur"),
              keys.number("augmentation.noise"),
              keys.number("augmentation.jpeg"),
              keys.number("augmentation.erasing")));
    } catch (IllegalArgumentException e) {
      throw new DataException(keys.file + ": " + e.getMessage(), e);
    }
  }

  /** The learning rate at a moment, in epochs since the start. */
  double rateAt(double epoch) {
    if (epoch < warmupEpochs) {
      return rate * epoch / warmupEpochs;
    }
    double progress = Math.min(1, (epoch - warmupEpochs) / Math.max(1e-9, epochs - warmupEpochs));
    return rate * 0.5 * (1 + Math.cos(Math.PI * progress));
  }

  /** Width and height of the pictures in an epoch, counted from 0. */
  int sideAt(int epoch) {
    return epoch < smallEpochs ? smallSide : Fer2013Csv.SIDE;
  }

  private enum Switch {
    ON,
    OFF
  }

  private static final class Keys {
    private final Path file;
    private final Properties properties;
    private final Set<String> read = new HashSet<>();

    Keys(Path file, Properties properties) {
      this.file = file;
      this.properties = properties;
    }

    String text(String key) {
      read.add(key);
      String value = properties.getProperty(key);
      if (value == null || value.isBlank()) {
        throw new DataException(file + ": the key '" + key + "' is missing");
      }
      return value.strip();
    }

    boolean isOn(String key) {
      return choice(key, Switch.class) == Switch.ON;
    }

    <E extends Enum<E>> E choice(String key, Class<E> choices) {
      String value = text(key);
      for (E choice : choices.getEnumConstants()) {
        if (choice.name().equalsIgnoreCase(value)) {
          return choice;
        }
      }
      throw new DataException(
          file
              + ": "
              + key
              + " = '"
              + value
              + "' is none of "
              + Arrays.toString(choices.getEnumConstants()).toLowerCase(Locale.ROOT));
    }

    double number(String key) {
      String value = text(key);
      try {
        double number = Double.parseDouble(value);
        if (number >= 0 && number < Double.POSITIVE_INFINITY) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Falls through to the message below, which says the same and more.
      }
      throw new DataException(
          file + ": " + key + " = '" + value + "' is not a number of at least 0");
    }

    void checkNoneLeft() {
      for (String key : properties.stringPropertyNames()) {
        if (!read.contains(key)) {
          throw new DataException(file + ": the key '" + key + "' is unknown");
        }
      }
    }
  }
}
