package org.emotion4j.opencv;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;

/** {@code lbp}: {@link CascadeFaceDetector#lbp}. */
public final class LbpProvider implements FaceDetectorProvider {
  @Override
  public String name() {
    return CascadeFaceDetector.NAME_LBP;
  }

  @Override
  public FaceDetector create(RecognizerOptions options) {
    return CascadeFaceDetector.lbp(options);
  }
}
