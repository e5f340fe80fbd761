package org.emotion4j.opencv;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;

/** {@code yunet}: {@link YuNetDetector}. */
public final class YuNetProvider implements FaceDetectorProvider {
  @Override
  public String name() {
    return YuNetDetector.NAME;
  }

  @Override
  public FaceDetector create(RecognizerOptions options) {
    return new YuNetDetector(options);
  }
}
