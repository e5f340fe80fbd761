package org.emotion4j.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.InferenceException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.Detection;

/**
 * What the options say of faces, the same for every detector: confidence, size, region, number; the
 * largest first.
 */
final class DetectionFilter {
  private static final Comparator<Detection> LARGEST_FIRST =
      Comparator.<Detection>comparingDouble(d -> -d.box().area())
          .thenComparingDouble(d -> d.box().x())
          .thenComparingDouble(d -> d.box().y());

  private final RecognizerOptions options;

  DetectionFilter(RecognizerOptions options) {
    this.options = options;
  }

  /**
   * @throws InferenceException if a box lies wholly outside the frame, which no detector may return
   */
  List<Detection> apply(Frame frame, List<Detection> detections) {
    BoundingBox region = options.region().inPixels(frame.width(), frame.height());
    double minSize = options.minFaceSize().inPixels(frame.width(), frame.height());
    List<Detection> kept = new ArrayList<>(detections.size());
    for (Detection detection : detections) {
      BoundingBox box = detection.box();
      requireInside("detector", box, frame);
      BoundingBox visible = clip(box, frame);
      if (detection.confidence() >= options.minConfidence()
          && box.width() >= minSize
          && region.contains(visible.centerX(), visible.centerY())) {
        kept.add(detection);
      }
    }
    kept.sort(LARGEST_FIRST);
    return kept.size() > options.maxFaces() ? kept.subList(0, options.maxFaces()) : kept;
  }

  /**
   * @throws InferenceException if a box lies wholly outside the frame
   */
  static void requireInside(String part, BoundingBox box, Frame frame) {
    if (box.intersection(new BoundingBox(0, 0, frame.width(), frame.height())) <= 0) {
      throw new InferenceException(
          "the " + part + " returned a face outside the frame: " + box + " on " + frame);
    }
  }

  /** The part of a box that lies in the frame. */
  static BoundingBox clip(BoundingBox box, Frame frame) {
    double x = Math.max(0, box.x());
    double y = Math.max(0, box.y());
    double right = Math.min(frame.width(), box.x() + box.width());
    double bottom = Math.min(frame.height(), box.y() + box.height());
    return new BoundingBox(x, y, right - x, bottom - y);
  }
}
