package org.emotion4j.spi;

import org.emotion4j.stream.StreamOptions;

/** Makes a tracker by name; found as {@link FaceDetectorProvider} is. */
public interface FaceTrackerProvider {
  /** The name that {@code emotion.stream.tracker} takes, in lower case. */
  String name();

  /** A new tracker for one stream, which closes it. */
  FaceTracker create(StreamOptions options);
}
