package org.emotion4j.opencv;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;

/** {@code blazeface-full}: {@link BlazeFaceDetector#fullRange}. */
public final class BlazeFaceFullProvider implements FaceDetectorProvider {
  @Override
  public String name() {
    return BlazeFaceDetector.NAME_FULL;
  }

  @Override
  public FaceDetector create(RecognizerOptions options) {
    return BlazeFaceDetector.fullRange(options);
  }
}
