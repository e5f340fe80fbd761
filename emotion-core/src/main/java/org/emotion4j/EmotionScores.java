package org.emotion4j;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * How likely each emotion is, as a distribution over those that the model emits: values from 0 to 1
 * that sum to 1. Scores of the bundled models are calibrated, so that among faces scored 0.8 about
 * eight of ten carry that label in the data they were measured on. They describe an expression, not
 * what a person feels. Immutable.
 */
public final class EmotionScores {
  private static final double SUM_TOLERANCE = 1e-3;

  private final List<Emotion> labels;
  private final float[] values;
  private final int top;

  private EmotionScores(List<Emotion> labels, float[] values) {
    this.labels = labels;
    this.values = values;
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    this.top = best;
  }

  /**
   * Scores from a distribution.
   *
   * @param labels the emotions, each once
   * @param values one for each label, from 0 to 1, sum 1 within 0.001; copied
   * @throws IllegalArgumentException if the counts differ, a label repeats, or the values are no
   *     distribution
   */
  public static EmotionScores of(List<Emotion> labels, float[] values) {
    if (labels.isEmpty() || labels.size() != values.length) {
      throw new IllegalArgumentException(
          labels.size() + " labels, but " + values.length + " scores");
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException("a label stands twice in " + labels);
    }
    double sum = 0;
    for (float value : values) {
      if (!(value >= 0 && value <= 1 + SUM_TOLERANCE)) { // also refuses NaN
        throw new IllegalArgumentException("scores must lie in [0, 1], got " + value);
      }
      sum += value;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new IllegalArgumentException("scores must sum to 1, got " + sum);
    }
    return new EmotionScores(List.copyOf(labels), values.clone());
  }

  /** The emotions that the model emits, in the model's order. */
  public List<Emotion> labels() {
    return labels;
  }

  /**
   * The score of an emotion, from 0 to 1; 0 for one that the model does not emit ({@link #labels()}
   * tells).
   */
  public double score(Emotion emotion) {
    int index = labels.indexOf(emotion);
    return index < 0 ? 0 : values[index];
  }

  /** The emotion with the highest score; of equals, the first in the model's order. */
  public Emotion top() {
    return labels.get(top);
  }

  /** The score of {@link #top()}. */
  public double topScore() {
    return values[top];
  }

  /** Every label with its score, iterated in the order of {@link Emotion}; unmodifiable. */
  public Map<Emotion, Double> asMap() {
    EnumMap<Emotion, Double> map = new EnumMap<>(Emotion.class);
    for (int i = 0; i < values.length; i++) {
      map.put(labels.get(i), (double) values[i]);
    }
    return Collections.unmodifiableMap(map);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EmotionScores that
        && labels.equals(that.labels)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * labels.hashCode() + Arrays.hashCode(values);
  }

  /** The labels with their scores, the highest first. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    asMap().entrySet().stream()
        .sorted(Map.Entry.<Emotion, Double>comparingByValue().reversed())
        .forEach(
            e ->
                text.append(text.length() > 1 ? ", " : "")
                    .append(e.getKey().label())
                    .append(String.format(java.util.Locale.ROOT, "=%.3f", e.getValue())));
    return text.append('}').toString();
  }
}
