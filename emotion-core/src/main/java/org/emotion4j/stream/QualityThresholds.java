package org.emotion4j.stream;

/**
 * From where on a face is bad to read. A measure at its threshold halves the face's weight; it
 * leaves the weight whole from one and a half times a minimum, or up to half a maximum (for {@code
 * maxCovered}, of what is not covered), and takes all of it as far on the other side.
 *
 * @param minWeight a face that weighs less is uncertain, and its scores are withheld; from 0, for
 *     never, to 1
 * @param minSize {@link FaceQuality.Reason#TINY} below this many pixels; at least 0
 * @param minSharpness {@link FaceQuality.Reason#BLURRED} below this; at least 0
 * @param minBrightness {@link FaceQuality.Reason#DARK} below this; from 0 to 1
 * @param maxClipped {@link FaceQuality.Reason#OVEREXPOSED} above this; from 0 to 1
 * @param maxYaw {@link FaceQuality.Reason#TURNED} beyond this many degrees to either side; from 0
 *     to 90
 * @param maxCovered {@link FaceQuality.Reason#COVERED} above this; from 0 to 1
 */
public record QualityThresholds(
    double minWeight,
    double minSize,
    double minSharpness,
    double minBrightness,
    double maxClipped,
    double maxYaw,
    double maxCovered) {
  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public QualityThresholds {
    within("minWeight", minWeight, 1);
    within("minSize", minSize, 100_000);
    within("minSharpness", minSharpness, 100);
    within("minBrightness", minBrightness, 1);
    within("maxClipped", maxClipped, 1);
    within("maxYaw", maxYaw, 90);
    within("maxCovered", maxCovered, 1);
  }

  private static void within(String name, double value, double max) {
    if (!(value >= 0 && value <= max)) {
      throw new IllegalArgumentException(name + " must lie in [0, " + max + "], got " + value);
    }
  }
}
