package org.emotion4j;

/**
 * The part of the frame in which faces are looked for, in fractions of its width and height, as the
 * bytes lie (before the rotation). A face counts as inside when the centre of its visible part is.
 */
public record Region(double x, double y, double width, double height) {
  /** The whole frame. */
  public static final Region ALL = new Region(0, 0, 1, 1);

  /**
   * @throws IllegalArgumentException if the rectangle is empty or does not lie in [0, 1] x [0, 1]
   */
  public Region {
    if (!(x >= 0
        && y >= 0
        && width > 0
        && height > 0
        && x + width <= 1 + 1e-9
        && y + height <= 1 + 1e-9)) {
      throw new IllegalArgumentException(
          "a region lies in [0, 1] x [0, 1] and is not empty, got x="
              + x
              + " y="
              + y
              + " width="
              + width
              + " height="
              + height);
    }
  }

  /**
   * Reads {@code x,y,width,height} in fractions.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Region parse(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("a region has four numbers, got '" + text + "'");
    }
    double[] v = new double[4];
    for (int i = 0; i < 4; i++) {
      v[i] = Double.parseDouble(parts[i].strip());
    }
    return new Region(v[0], v[1], v[2], v[3]);
  }

  /** The rectangle in pixels of a frame of this size. */
  public BoundingBox inPixels(int frameWidth, int frameHeight) {
    return new BoundingBox(
        x * frameWidth, y * frameHeight, width * frameWidth, height * frameHeight);
  }
}
