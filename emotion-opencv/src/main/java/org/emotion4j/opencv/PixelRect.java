package org.emotion4j.opencv;

import org.emotion4j.Frame;

/** A rectangle of whole pixels of a frame, as its bytes lie. */
record PixelRect(int x, int y, int width, int height) {

  static PixelRect all(Frame frame) {
    return new PixelRect(0, 0, frame.width(), frame.height());
  }

  /**
   * The smallest rectangle in the frame that covers the given one and begins and ends at multiples
   * of {@code grid}; where the frame itself ends between two, it is cut at the lower one. At least
   * one grid cell, or the frame if that is smaller: the nearest one when the given rectangle lies
   * outside. Formats with shared chroma need an even grid.
   */
  static PixelRect covering(
      Frame frame, double left, double top, double right, double bottom, int grid) {
    int[] h = span(left, right, frame.width(), grid);
    int[] v = span(top, bottom, frame.height(), grid);
    return new PixelRect(h[0], v[0], h[1] - h[0], v[1] - v[0]);
  }

  private static int[] span(double from, double to, int length, int grid) {
    int cells = length / grid;
    if (cells == 0) {
      return new int[] {0, length};
    }
    int first = (int) Math.max(0, Math.min(cells - 1, Math.floor(from / grid)));
    int last = (int) Math.max(first + 1, Math.min(cells, Math.ceil(to / grid)));
    return new int[] {first * grid, last * grid};
  }
}
