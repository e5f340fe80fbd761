package org.emotion4j.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.emotion4j.EmotionScores;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelOutput;

/**
 * What a model says of one face.
 *
 * @param scores calibrated scores of the emotions
 * @param reliability probability that the crop shows a readable face, from 0 to 1; empty for a
 *     model that does not tell
 */
public record Classification(EmotionScores scores, OptionalDouble reliability) {
  public Classification {
    Objects.requireNonNull(scores, "scores");
    Objects.requireNonNull(reliability, "reliability");
    if (reliability.isPresent()
        && !(reliability.getAsDouble() >= 0 && reliability.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "reliability must lie in [0, 1], got " + reliability.getAsDouble());
    }
  }

  /**
   * A network's numbers as classifications: temperature and softmax for logits, and the reliability
   * if the output has one. Every back end uses this, so that all calibrate alike.
   *
   * @param raw {@code n} rows of {@code descriptor.outputs()} numbers
   * @throws IllegalArgumentException if the count is not that, a number is not finite, or
   *     probabilities are none
   */
  public static List<Classification> decode(ModelDescriptor descriptor, float[] raw, int n) {
    int width = descriptor.outputs();
    if (raw.length != n * width) {
      throw new IllegalArgumentException(
          "the model gave "
              + raw.length
              + " numbers for "
              + n
              + " faces, expected "
              + width
              + " each");
    }
    for (float value : raw) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("the model gave " + value + ", which is no score");
      }
    }
    int labels = descriptor.labels().size();
    List<Classification> all = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      float[] values = java.util.Arrays.copyOfRange(raw, i * width, i * width + labels);
      if (descriptor.output().kind() == ModelOutput.Kind.LOGITS) {
        softmax(values, descriptor.temperature());
      }
      OptionalDouble reliability =
          descriptor.output().reliability()
              ? OptionalDouble.of(1 / (1 + Math.exp(-raw[i * width + labels])))
              : OptionalDouble.empty();
      all.add(new Classification(EmotionScores.of(descriptor.labels(), values), reliability));
    }
    return all;
  }

  private static void softmax(float[] logits, double temperature) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double[] exp = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < exp.length; i++) {
      exp[i] = Math.exp((logits[i] - max) / temperature);
      sum += exp[i];
    }
    for (int i = 0; i < exp.length; i++) {
      logits[i] = (float) (exp[i] / sum);
    }
  }
}
