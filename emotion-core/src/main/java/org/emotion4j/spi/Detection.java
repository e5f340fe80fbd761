package org.emotion4j.spi;

import java.util.Objects;
import org.emotion4j.BoundingBox;
import org.emotion4j.Landmarks;

/**
 * A face that a detector found.
 *
 * @param box from the brows to the chin and from ear to ear, as BlazeFace draws it, in pixels of
 *     the source frame; it may reach over the frame's border, since the part outside tells how
 *     large the face is. A detector with another habit moves and scales its boxes to this one
 * @param confidence from 0 to 1
 * @param landmarks in pixels of the source frame; none if the detector has none
 */
public record Detection(BoundingBox box, double confidence, Landmarks landmarks) {
  public Detection {
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(landmarks, "landmarks");
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must lie in [0, 1], got " + confidence);
    }
  }
}
