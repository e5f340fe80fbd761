package org.emotion4j.opencv;

import java.util.ArrayList;
import java.util.List;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.Region;
import org.emotion4j.spi.Detection;

/**
 * How every detector goes through a frame: the region that the options name, overlapping square
 * tiles of it for small faces, and a second look for a face that fills everything. What was found
 * in several of them is merged.
 */
final class FaceSearch {
  /** Guesses that overlap by this intersection over union are one face, as in MediaPipe's graph. */
  private static final double MIN_OVERLAP = 0.3;

  /**
   * A face counts when its centre is in the region, so the search reaches beyond it by this
   * fraction of its size on each side: enough for a face as wide as the region.
   */
  private static final double SURROUNDINGS = 0.5;

  /** How much of a tile its neighbour covers too: a face up to this size is whole in one. */
  private static final double OVERLAP = 0.25;

  /** Looks at one part of a frame. */
  interface Finder {
    /**
     * Adds what it sees.
     *
     * @param area part of the frame
     * @param border black border to put around it on each side, as a fraction of the input
     */
    void find(Frame frame, PixelRect area, double border, List<Candidate> found);
  }

  private FaceSearch() {}

  /**
   * The faces of a frame.
   *
   * @param borderForLargeFaces border for the second look
   * @param keypoints names of the candidates' keypoints
   */
  static List<Detection> run(
      Frame frame,
      RecognizerOptions options,
      double borderForLargeFaces,
      List<Landmark> keypoints,
      Finder finder) {
    PixelRect whole = whole(frame, options.region());
    List<Candidate> candidates = new ArrayList<>();
    finder.find(frame, whole, 0, candidates);
    if (options.tiles() > 1) {
      for (PixelRect tile : tiles(frame, whole, options.tiles())) {
        List<Candidate> inTile = new ArrayList<>();
        finder.find(frame, tile, 0, inTile);
        inTile.removeIf(candidate -> candidate.isCutBy(tile, whole));
        candidates.addAll(inTile);
      }
    }
    List<Detection> faces = merged(frame, options, keypoints, candidates);
    if (faces.isEmpty()) {
      // Detectors learned from faces with something around them. One that fills the picture is
      // found when the picture is made smaller; this second look is only paid for when there is no
      // face, and so no emotion to compute either.
      finder.find(frame, whole, borderForLargeFaces, candidates);
      faces = merged(frame, options, keypoints, candidates);
    }
    return faces;
  }

  private static List<Detection> merged(
      Frame frame,
      RecognizerOptions options,
      List<Landmark> keypoints,
      List<Candidate> candidates) {
    List<Detection> faces = new ArrayList<>();
    for (Candidate face : Candidate.merge(candidates, MIN_OVERLAP)) {
      if (face.score() >= options.minConfidence() && face.centredIn(frame)) {
        faces.add(face.toDetection(keypoints));
      }
    }
    return faces;
  }

  /** Square tiles, {@code count} of them along the longer side. */
  private static List<PixelRect> tiles(Frame frame, PixelRect whole, int count) {
    List<PixelRect> areas = new ArrayList<>();
    int longer = Math.max(whole.width(), whole.height());
    double side = longer / (1 + (count - 1) * (1 - OVERLAP));
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
