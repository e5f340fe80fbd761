package org.emotion4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An expressed emotion: the eight classes of FER+ (Barsoum et al. 2016), of which FER2013's seven
 * are those without contempt. Each model states which of them it emits, and in which order, in its
 * {@code model.json}; the order of this enum means nothing to a model.
 */
public enum Emotion {
  ANGER,
  CONTEMPT,
  DISGUST,
  FEAR,
  HAPPINESS,
  NEUTRAL,
  SADNESS,
  SURPRISE;

  private static final Map<String, Emotion> EVERYDAY =
      Map.ofEntries(
          Map.entry("angry", ANGER),
          Map.entry("contemptuous", CONTEMPT),
          Map.entry("disgusted", DISGUST),
          Map.entry("fearful", FEAR),
          Map.entry("afraid", FEAR),
          Map.entry("scared", FEAR),
          Map.entry("happy", HAPPINESS),
          Map.entry("joy", HAPPINESS),
          Map.entry("sad", SADNESS),
          Map.entry("surprised", SURPRISE));

  private final String label = name().toLowerCase(Locale.ROOT);

  /**
   * The name in lower case, as it stands in {@code model.json}, JSON output and documents: {@code
   * "happiness"}.
   */
  public String label() {
    return label;
  }

  /**
   * The emotion of a label, whatever its case: the names of this enum and the everyday spellings of
   * data sets ({@code angry}, {@code happy}, {@code sad}, {@code fearful}, ...).
   *
   * @throws IllegalArgumentException if the label names none of the eight; the message lists them
   */
  public static Emotion parse(String label) {
    String key = label.strip().toLowerCase(Locale.ROOT);
    for (Emotion emotion : values()) {
      if (emotion.label.equals(key)) {
        return emotion;
      }
    }
    Emotion everyday = EVERYDAY.get(key);
    if (everyday != null) {
      return everyday;
    }
    List<String> known = Arrays.stream(values()).map(Emotion::label).toList();
    throw new IllegalArgumentException("'" + label + "' is not an emotion; known are " + known);
  }

  /** The {@link #label()}. */
  @Override
  public String toString() {
    return label;
  }
}
