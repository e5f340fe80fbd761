package org.emotion4j;

/**
 * An upright rectangle in pixels of the source frame: as the frame's bytes lie, before its rotation
 * is applied. The origin is the top left corner of the top left pixel, y grows downwards.
 *
 * @param x left edge
 * @param y top edge
 * @param width extent to the right, above 0
 * @param height extent downwards, above 0
 */
public record BoundingBox(double x, double y, double width, double height) {
  /**
   * @throws IllegalArgumentException if a value is not finite, or the width or height is not above
   *     0
   */
  public BoundingBox {
    if (!(Double.isFinite(x)
            && Double.isFinite(y)
            && Double.isFinite(width)
            && Double.isFinite(height))
        || width <= 0
        || height <= 0) {
      throw new IllegalArgumentException(
          "a box needs finite values and a size above 0, got x="
              + x
              + " y="
              + y
              + " width="
              + width
              + " height="
              + height);
    }
  }

  public double centerX() {
    return x + width / 2;
  }

  public double centerY() {
    return y + height / 2;
  }

  public double area() {
    return width * height;
  }

  /**
   * Whether the point lies inside, the left and top edge included, the right and bottom edge not.
   */
  public boolean contains(double px, double py) {
    return px >= x && py >= y && px < x + width && py < y + height;
  }

  /** The area shared with another box; 0 when they do not touch. */
  public double intersection(BoundingBox other) {
    double w = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
    double h = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
    return w > 0 && h > 0 ? w * h : 0;
  }

  /** Intersection over union with another box, from 0 to 1. */
  public double iou(BoundingBox other) {
    double shared = intersection(other);
    return shared / (area() + other.area() - shared);
  }
}
