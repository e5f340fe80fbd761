package org.emotion4j.spi;

import java.util.List;
import org.emotion4j.Frame;

/**
 * Gives the faces of one stream their identity. Called once for each frame, by one method or the
 * other, with strictly increasing timestamps, by one thread at a time. All of its times are those
 * of the timestamps, so that the frame rate does not matter.
 */
public interface FaceTracker extends AutoCloseable {
  /**
   * The detector ran: every face gets a person, an old one or a new one.
   *
   * @param frame its pixels are not kept after the call
   * @param faces what the detector found, each the whole of a face; may be empty
   * @return the people known on this frame, by id: {@code SEEN} those that a face was given to,
   *     {@code LOST} those who may come back; each id once. A face that a tracker holds for a
   *     second find of one that it has given already may be left out
   */
  List<Track> update(Frame frame, List<Detection> faces);

  /**
   * The detector did not run: where everyone should be.
   *
   * @return the people known, by id: {@code PREDICTED} those who were last seen or predicted,
   *     {@code LOST} those who were lost before
   */
  List<Track> predict(Frame frame);

  /** Frees what it holds; further calls do nothing. */
  @Override
  default void close() {}
}
