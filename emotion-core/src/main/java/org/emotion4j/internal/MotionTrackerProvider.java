package org.emotion4j.internal;

import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.FaceTrackerProvider;
import org.emotion4j.stream.StreamOptions;

/** Makes the default tracker, {@code motion}. */
public final class MotionTrackerProvider implements FaceTrackerProvider {
  @Override
  public String name() {
    return "motion";
  }

  @Override
  public FaceTracker create(StreamOptions options) {
    return new MotionTracker(options);
  }
}
