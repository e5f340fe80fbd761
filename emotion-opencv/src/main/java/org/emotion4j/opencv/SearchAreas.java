package org.emotion4j.opencv;

import java.util.ArrayList;
import java.util.List;
import org.emotion4j.Frame;
import org.emotion4j.Region;

/**
 * The parts of a frame in which a detector looks: the region that the options name, and overlapping
 * square tiles of it for small faces.
 */
final class SearchAreas {
  /**
   * A face counts when its centre is in the region, so the search reaches beyond it by this
   * fraction of its size on each side: enough for a face as wide as the region.
   */
  private static final double SURROUNDINGS = 0.5;

  /** How much of a tile its neighbour covers too: a face up to this size is whole in one. */
  private static final double OVERLAP = 0.25;

  private SearchAreas() {}

  /** The whole area first, then the tiles, if {@code tiles} is above 1. */
  static List<PixelRect> of(Frame frame, Region region, int tiles) {
    PixelRect whole = whole(frame, region);
    if (tiles == 1) {
      return List.of(whole);
    }
    List<PixelRect> areas = new ArrayList<>();
    areas.add(whole);
    int longer = Math.max(whole.width(), whole.height());
    double side = longer / (1 + (tiles - 1) * (1 - OVERLAP));
    double[] xs = starts(whole.width(), side);
    double[] ys = starts(whole.height(), side);
    for (double y : ys) {
      for (double x : xs) {
        double left = whole.x() + x;
        double top = whole.y() + y;
        areas.add(
            PixelRect.covering(
                frame,
                left,
                top,
                Math.min(left + side, whole.x() + whole.width()),
                Math.min(top + side, whole.y() + whole.height()),
                2));
      }
    }
    return areas;
  }

  private static PixelRect whole(Frame frame, Region region) {
    if (region.equals(Region.ALL)) {
      return PixelRect.all(frame);
    }
    double w = frame.width();
    double h = frame.height();
    double dx = region.width() * SURROUNDINGS;
    double dy = region.height() * SURROUNDINGS;
    return PixelRect.covering(
        frame,
        (region.x() - dx) * w,
        (region.y() - dy) * h,
        (region.x() + region.width() + dx) * w,
        (region.y() + region.height() + dy) * h,
        2);
  }

  /** Where tiles begin along a side: evenly spread, the first and last flush with the ends. */
  private static double[] starts(int length, double side) {
    if (length <= side) {
      return new double[] {0};
    }
    int count = (int) Math.ceil((length - side) / (side * (1 - OVERLAP)) - 1e-9) + 1;
    double[] starts = new double[count];
    for (int i = 0; i < count; i++) {
      starts[i] = (length - side) * i / (count - 1);
    }
    return starts;
  }
}
