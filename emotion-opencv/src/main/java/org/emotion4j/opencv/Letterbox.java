package org.emotion4j.opencv;

/**
 * How a region of a frame lies in a network's input: turned upright, scaled with its proportions
 * kept, in the middle, with a border of black around it.
 *
 * @param region of the frame, as its bytes lie
 * @param rotation clockwise degrees that set it upright
 * @param width of the input
 * @param height of the input
 * @param left first column of the content
 * @param top first row of the content
 * @param contentWidth extent of the upright content
 * @param contentHeight extent of the upright content
 */
record Letterbox(
    PixelRect region,
    int rotation,
    int width,
    int height,
    int left,
    int top,
    int contentWidth,
    int contentHeight) {

  /**
   * The largest placement in an input of this size.
   *
   * @param border what stays black on each side at least, as a fraction of {@code width} and {@code
   *     height}, below 0.5
   */
  static Letterbox within(PixelRect region, int rotation, int width, int height, double border) {
    boolean turned = isTurned(rotation);
    int uprightWidth = turned ? region.height() : region.width();
    int uprightHeight = turned ? region.width() : region.height();
    double scale =
        (1 - 2 * border) * Math.min((double) width / uprightWidth, (double) height / uprightHeight);
    int w = (int) Math.max(1, Math.round(uprightWidth * scale));
    int h = (int) Math.max(1, Math.round(uprightHeight * scale));
    return new Letterbox(region, rotation, width, height, (width - w) / 2, (height - h) / 2, w, h);
  }

  /** Whether a rotation exchanges width and height. */
  static boolean isTurned(int rotation) {
    return rotation % 180 != 0;
  }

  /** Horizontal place in the frame of a point of the input. */
  double frameX(double x, double y) {
    double u = (x - left) / contentWidth;
    double v = (y - top) / contentHeight;
    return region.x()
        + region.width()
            * switch (rotation) {
              case 90 -> v;
              case 180 -> 1 - u;
              case 270 -> 1 - v;
              default -> u;
            };
  }

  /** Vertical place in the frame of a point of the input. */
  double frameY(double x, double y) {
    double u = (x - left) / contentWidth;
    double v = (y - top) / contentHeight;
    return region.y()
        + region.height()
            * switch (rotation) {
              case 90 -> 1 - u;
              case 180 -> 1 - v;
              case 270 -> u;
              default -> v;
            };
  }

  /** Pixels of the frame to one of the input. */
  double scale() {
    return (double) (isTurned(rotation) ? region.height() : region.width()) / contentWidth;
  }
}
