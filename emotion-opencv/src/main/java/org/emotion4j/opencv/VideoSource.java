package org.emotion4j.opencv;

import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.jspecify.annotations.Nullable;

/** What {@link VideoFrames} reads from. */
interface VideoSource extends AutoCloseable {
  /**
   * The next picture, valid until the next call or {@link #close}; null at the end. Timestamps
   * strictly increase.
   *
   * @throws ImageException if the video breaks off before its end
   */
  @Nullable Frame next();

  /** Whether it has an end of its own: a file has, a camera has not. */
  boolean isFinite();

  /** Pictures a second as the container says; 0 if it does not. */
  double frameRate();

  @Override
  void close();

  /** For a file that ends before the number of pictures that its container announces. */
  static ImageException cutShort(String what, long announced, long read) {
    return new ImageException(
        what + " is cut short: it announces " + announced + " pictures and ends after " + read);
  }
}
