package org.emotion4j.timeline;

/** Numbers with a fixed count of digits after the point, whatever the locale. */
final class Decimals {
  private static final long[] POWERS = {1, 10, 100, 1_000, 10_000};

  private Decimals() {}

  /** The value in units of its last digit. */
  static long scaled(double value, int digits) {
    return Math.round(value * POWERS[digits]);
  }

  static double value(long units, int digits) {
    return (double) units / POWERS[digits];
  }

  static double rounded(double value, int digits) {
    return value(scaled(value, digits), digits);
  }

  /** Appends such as {@code 12.0}, {@code -0.5} or {@code 0.9871}. */
  static StringBuilder append(StringBuilder out, double value, int digits) {
    long units = scaled(value, digits);
    if (units < 0) {
      out.append('-');
      units = -units;
    }
    out.append(units / POWERS[digits]);
    if (digits > 0) {
      out.append('.');
      long fraction = units % POWERS[digits];
      for (int i = digits - 1; i > 0 && fraction < POWERS[i]; i--) {
        out.append('0');
      }
      out.append(fraction);
    }
    return out;
  }
}
