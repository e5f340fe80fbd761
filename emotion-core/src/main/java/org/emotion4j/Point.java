package org.emotion4j;

/**
 * A point in pixels of the source frame, origin at the top left corner of its top left pixel, y
 * downwards. It may lie outside the frame, as a landmark of a face that the border cuts does.
 */
public record Point(double x, double y) {
  /**
   * @throws IllegalArgumentException if a coordinate is not finite
   */
  public Point {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("a point needs finite coordinates, got " + x + ", " + y);
    }
  }
}
