package org.emotion4j.training;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;

/**
 * How one model is trained; a properties file a model stands in {@code configs/}.
 *
 * @param name the model's name
 * @param network a name of {@link Networks}
 * @param epochs times that all examples are seen
 * @param batch examples a step
 * @param rate highest learning rate, reached after the warm-up
 * @param warmupEpochs epochs in which the rate rises from near 0; after them it falls to 0 along
 *     half a cosine (Loshchilov and Hutter, 2017)
 * @param momentum Nesterov's, from 0 to 1
 * @param weightDecay L2 decay of the kernels
 * @param averageDecay most that the average of the weights keeps of itself in a step
 * @param reliability how much the loss of the reliability logit counts beside the emotions' loss
 * @param seed everything random follows from it
 * @param augmentation strength of the changes to the pictures
 */
public record TrainerConfig(
    String name,
    String network,
    int epochs,
    int batch,
    double rate,
    double warmupEpochs,
    double momentum,
    double weightDecay,
    double averageDecay,
    double reliability,
    long seed,
    Augmentation.Strength augmentation) {

  /**
   * Reads a properties file with exactly the keys of this record, those of the augmentation as
   * {@code augmentation.rotation} and so on.
   *
   * @throws DataException if a key is missing, unknown or has a bad value
   * @throws IOException if the file cannot be read
   */
  public static TrainerConfig read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Keys keys = new Keys(file, properties);
    TrainerConfig config =
        new TrainerConfig(
            keys.text("name"),
            keys.text("network"),
            (int) keys.number("epochs"),
            (int) keys.number("batch"),
            keys.number("rate"),
            keys.number("warmupEpochs"),
            keys.number("momentum"),
            keys.number("weightDecay"),
            keys.number("averageDecay"),
            keys.number("reliability"),
            (long) keys.number("seed"),
            new Augmentation.Strength(
                keys.number("augmentation.rotation"),
                keys.number("augmentation.scale"),
                keys.number("augmentation.shift"),
                keys.number("augmentation.contrast"),
                keys.number("augmentation.brightness"),
                keys.number("augmentation.blur"),
                keys.number("augmentation.noise"),
                keys.number("augmentation.erasing")));
    keys.checkNoneLeft();
    return config;
  }

  /** The learning rate at a moment, in epochs since the start. */
  double rateAt(double epoch) {
    if (epoch < warmupEpochs) {
      return rate * epoch / warmupEpochs;
    }
    double progress = Math.min(1, (epoch - warmupEpochs) / Math.max(1e-9, epochs - warmupEpochs));
    return rate * 0.5 * (1 + Math.cos(Math.PI * progress));
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
