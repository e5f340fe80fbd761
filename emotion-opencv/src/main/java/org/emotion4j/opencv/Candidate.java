package org.emotion4j.opencv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Landmarks;
import org.emotion4j.Point;
import org.emotion4j.spi.Detection;

/**
 * A network's guess at a face, in pixels of the frame, before overlapping guesses are merged.
 *
 * @param score from 0 to 1
 * @param values left, top, right and bottom of the box, then x and y of each keypoint
 */
record Candidate(double score, double[] values) {
  private static final int BOX = 4;

  /**
   * A guess in pixels of a network's input, brought to pixels of the frame.
   *
   * @param values as {@link #values}; overwritten
   */
  static Candidate inFrame(double score, double[] values, Letterbox letterbox) {
    for (int i = 0; i < values.length; i += 2) {
      double x = values[i];
      double y = values[i + 1];
      values[i] = letterbox.frameX(x, y);
      values[i + 1] = letterbox.frameY(x, y);
    }
    // A turned frame exchanges the box's corners.
    order(values, 0, 2);
    order(values, 1, 3);
    return new Candidate(score, values);
  }

  private static void order(double[] values, int low, int high) {
    double a = values[low];
    double b = values[high];
    values[low] = Math.min(a, b);
    values[high] = Math.max(a, b);
  }

  double width() {
    return values[2] - values[0];
  }

  double height() {
    return values[3] - values[1];
  }

  private double iou(Candidate other) {
    double[] a = values;
    double[] b = other.values;
    double w = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    double h = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    if (w <= 0 || h <= 0) {
      return 0;
    }
    return w * h / (width() * height() + other.width() * other.height() - w * h);
  }

  /**
   * Merges guesses at the same face into the mean of their boxes and keypoints, weighted by their
   * scores, instead of keeping the best alone: Bazarevsky et al. 2019, BlazeFace, section
   * "Post-processing", which found that it takes most of the jitter out of video. The merged score
   * is the highest.
   *
   * @param minOverlap intersection over union from which two guesses are the same face
   */
  static List<Candidate> merge(List<Candidate> candidates, double minOverlap) {
    List<Candidate> left = new ArrayList<>(candidates);
    left.sort(Comparator.comparingDouble(Candidate::score).reversed());
    List<Candidate> merged = new ArrayList<>();
    while (!left.isEmpty()) {
      Candidate best = left.get(0);
      double[] sum = new double[best.values.length];
      double weight = 0;
      List<Candidate> others = new ArrayList<>();
      for (Candidate candidate : left) {
        if (candidate != best && candidate.iou(best) < minOverlap) {
          others.add(candidate);
          continue;
        }
        weight += candidate.score;
        for (int i = 0; i < sum.length; i++) {
          sum[i] += candidate.score * candidate.values[i];
        }
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= weight;
      }
      merged.add(new Candidate(best.score, sum));
      left = others;
    }
    return merged;
  }

  /**
   * Whether the box reaches over an edge of a tile where the searched area goes on: what was seen
   * of that face is only a part, and a neighbouring tile or the view of the whole area has all of
   * it.
   */
  boolean isCutBy(PixelRect tile, PixelRect whole) {
    return values[0] < tile.x() && tile.x() > whole.x()
        || values[1] < tile.y() && tile.y() > whole.y()
        || values[2] > tile.x() + tile.width()
            && tile.x() + tile.width() < whole.x() + whole.width()
        || values[3] > tile.y() + tile.height()
            && tile.y() + tile.height() < whole.y() + whole.height();
  }

  /** Whether the middle of the box lies in the frame. */
  boolean centredIn(Frame frame) {
    double x = (values[0] + values[2]) / 2;
    double y = (values[1] + values[3]) / 2;
    return x >= 0 && y >= 0 && x < frame.width() && y < frame.height();
  }

  /**
   * @param names of the keypoints, in their order
   */
  Detection toDetection(List<Landmark> names) {
    Map<Landmark, Point> points = new EnumMap<>(Landmark.class);
    for (int i = 0; i < names.size(); i++) {
      points.put(names.get(i), new Point(values[BOX + 2 * i], values[BOX + 2 * i + 1]));
    }
    return new Detection(
        new BoundingBox(values[0], values[1], width(), height()), score, new Landmarks(points));
  }
}
