package org.emotion4j.training;

/** What a picture goes through before a network sees it. */
final class Normalisation {
  private static final double LEAST_DEVIATION = 0.05;

  private Normalisation() {}

  /** Subtracts the mean and divides by the standard deviation, or 0.05 if that is less. */
  static void perImage(float[] picture) {
    double sum = 0;
    double squares = 0;
    for (float value : picture) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / picture.length;
    double variance = Math.max(0, squares / picture.length - mean * mean);
    double scale = 1 / Math.max(LEAST_DEVIATION, Math.sqrt(variance));
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (float) ((picture[i] - mean) * scale);
    }
  }

  /** The normalised picture of unsigned grey values. */
  static float[] perImage(byte[] pixels) {
    float[] picture = new float[pixels.length];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (pixels[i] & 0xff) / 255f;
    }
    perImage(picture);
    return picture;
  }
}
