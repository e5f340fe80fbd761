package org.emotion4j.opencv;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;

/** {@code haar}: {@link CascadeFaceDetector#haar}. */
public final class HaarProvider implements FaceDetectorProvider {
  @Override
  public String name() {
    return CascadeFaceDetector.NAME_HAAR;
  }

  @Override
  public FaceDetector create(RecognizerOptions options) {
    return CascadeFaceDetector.haar(options);
  }
}
