package org.emotion4j.opencv;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceAlignerProvider;

/** {@code landmark}: {@link LandmarkAligner}. */
public final class LandmarkAlignerProvider implements FaceAlignerProvider {
  @Override
  public String name() {
    return LandmarkAligner.NAME;
  }

  @Override
  public FaceAligner create(RecognizerOptions options) {
    return new LandmarkAligner(options);
  }
}
