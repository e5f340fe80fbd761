package org.emotion4j.training;

import java.util.List;
import java.util.Locale;

/** How well a model's reliability tells pictures that people can read from those they cannot. */
final class Reliability {
  private Reliability() {}

  /**
   * The probability that a readable picture gets a higher reliability than an unreadable one (area
   * under the ROC curve); ties count half.
   */
  static double area(List<Double> readable, List<Double> unreadable) {
    double won = 0;
    for (double good : readable) {
      for (double bad : unreadable) {
        won += good > bad ? 1 : good == bad ? 0.5 : 0;
      }
    }
    return won / ((double) readable.size() * unreadable.size());
  }

  /** The area and what a threshold that costs one readable picture in a hundred finds. */
  static String summary(List<Double> readable, List<Double> unreadable) {
    double[] sorted = readable.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double threshold = sorted[sorted.length / 100];
    long found = unreadable.stream().filter(value -> value < threshold).count();
    return String.format(
        Locale.ROOT,
        "reliability: area under the ROC curve %.3f between %d readable and %d unreadable pictures;"
            + " below %.3f lie 1 %% of the readable and %.0f %% of the unreadable",
        area(readable, unreadable),
        readable.size(),
        unreadable.size(),
        threshold,
        100.0 * found / unreadable.size());
  }
}
