package org.emotion4j;

import java.util.Locale;

/**
 * The smallest face that is reported, by the width of its box: in pixels, or as a fraction of the
 * frame's shorter side.
 *
 * @param value pixels, or a fraction from 0 to 1
 * @param relative whether the value is a fraction
 */
public record MinFaceSize(double value, boolean relative) {
  /**
   * @throws IllegalArgumentException if the value is negative, or a fraction above 1
   */
  public MinFaceSize {
    if (!(value >= 0) || (relative && value > 1) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "a minimum face size is at least 0 pixels, or a fraction from 0 to 1, got " + value);
    }
  }

  public static MinFaceSize pixels(double pixels) {
    return new MinFaceSize(pixels, false);
  }

  public static MinFaceSize fraction(double ofShorterSide) {
    return new MinFaceSize(ofShorterSide, true);
  }

  /**
   * Reads {@code 24}, {@code 24px} or {@code 5%}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static MinFaceSize parse(String text) {
    String t = text.strip().toLowerCase(Locale.ROOT);
    return t.endsWith("%")
        ? fraction(Double.parseDouble(t.substring(0, t.length() - 1)) / 100)
        : pixels(Double.parseDouble(t.endsWith("px") ? t.substring(0, t.length() - 2) : t));
  }

  /** The size in pixels on a frame of this size. */
  public double inPixels(int frameWidth, int frameHeight) {
    return relative ? value * Math.min(frameWidth, frameHeight) : value;
  }
}
