package org.emotion4j.spi;

import java.util.Objects;
import org.emotion4j.stream.TrackedFace;

/**
 * Where a tracker says that a person is on a frame.
 *
 * @param id the person's: 1, 2, 3, ... in the order of appearance, never given again
 * @param state {@code SEEN} with the detection itself; {@code PREDICTED} or {@code LOST} with a
 *     prediction
 * @param face box, last known confidence and landmarks; some of the box lies in the frame
 */
public record Track(int id, TrackedFace.State state, Detection face) {
  public Track {
    if (id < 1) {
      throw new IllegalArgumentException("an id is at least 1, got " + id);
    }
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(face, "face");
  }
}
