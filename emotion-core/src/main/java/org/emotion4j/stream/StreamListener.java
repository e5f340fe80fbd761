package org.emotion4j.stream;

import java.time.Duration;

/**
 * Receives what live frames give, on {@link StreamOptions#executor()}, one call at a time. The next
 * frame is worked on when the call has returned, so a slow listener leads to dropped frames, not to
 * a queue. What a listener throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface StreamListener {
  /** A frame is done. */
  void onResult(StreamResult result);

  /**
   * A frame failed and has no result; the stream goes on. Failures are counted and, the first of
   * them, logged whether or not this is overridden.
   *
   * @param timestamp the frame's
   * @param failure what the recognizer threw
   */
  default void onFailure(Duration timestamp, RuntimeException failure) {}
}
