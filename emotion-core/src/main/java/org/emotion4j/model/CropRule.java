package org.emotion4j.model;

/**
 * Where a face lies in the pictures that a model was trained on, in fractions of the picture's
 * side, so that a face can be cut out to lie at the same place. Measured on the training pictures
 * with the default detector.
 *
 * @param eyesX horizontal place of the midpoint between the eyes
 * @param eyesY vertical place of the midpoint between the eyes
 * @param eyeDistance distance between the eyes
 * @param boxX horizontal place of the centre of the detector's box
 * @param boxY vertical place of the centre of the detector's box
 * @param boxSize side of the detector's box: the square root of its area
 */
public record CropRule(
    double eyesX, double eyesY, double eyeDistance, double boxX, double boxY, double boxSize) {
  public CropRule {
    fraction("eyes.x", eyesX);
    fraction("eyes.y", eyesY);
    fraction("box.x", boxX);
    fraction("box.y", boxY);
    size("eyes.distance", eyeDistance, 1);
    size("box.size", boxSize, 4);
  }

  private static void fraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must lie in [0, 1], got " + value);
    }
  }

  private static void size(String name, double value, double max) {
    if (!(value > 0 && value <= max)) {
      throw new IllegalArgumentException(name + " must lie in (0, " + max + "], got " + value);
    }
  }
}
