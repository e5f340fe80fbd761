package org.emotion4j.opencv;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;

/** {@code blazeface}: {@link BlazeFaceDetector#shortRange}. */
public final class BlazeFaceProvider implements FaceDetectorProvider {
  @Override
  public String name() {
    return BlazeFaceDetector.NAME;
  }

  @Override
  public FaceDetector create(RecognizerOptions options) {
    return BlazeFaceDetector.shortRange(options);
  }
}
