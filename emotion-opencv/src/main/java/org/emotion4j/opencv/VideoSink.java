package org.emotion4j.opencv;

import org.opencv.core.Mat;

/** What {@link VideoWriter} writes to. */
interface VideoSink extends AutoCloseable {
  /**
   * Appends a picture.
   *
   * @param picture of the size that the sink was made for, BGR
   * @throws org.emotion4j.EmotionException if it cannot be written
   */
  void write(Mat picture);

  /** Completes the file. */
  @Override
  void close();
}
