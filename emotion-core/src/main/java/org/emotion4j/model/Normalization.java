package org.emotion4j.model;

import java.util.List;

/** How pixels, scaled to [0, 1], become a network's input. */
public sealed interface Normalization {

  /**
   * Each picture by itself: {@code (x - mean) / max(standard deviation, minStd)}, over all its
   * pixels and channels. It takes out exposure and contrast; {@code minStd} keeps noise in an even
   * picture from being blown up.
   *
   * @param minStd above 0
   */
  record PerImage(double minStd) implements Normalization {
    public PerImage {
      if (!(minStd > 0 && minStd <= 1)) {
        throw new IllegalArgumentException("minStd must lie in (0, 1], got " + minStd);
      }
    }
  }

  /**
   * The same numbers for every picture: {@code (x - mean[c]) / std[c]} for channel {@code c}, in
   * the model's own order of channels.
   */
  record Fixed(List<Double> mean, List<Double> std) implements Normalization {
    public Fixed {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      if (mean.isEmpty() || mean.size() != std.size()) {
        throw new IllegalArgumentException(
            "mean and std need one number a channel, got " + mean + " and " + std);
      }
      for (double s : std) {
        if (!(s > 0)) {
          throw new IllegalArgumentException("std must be above 0, got " + std);
        }
      }
    }
  }
}
