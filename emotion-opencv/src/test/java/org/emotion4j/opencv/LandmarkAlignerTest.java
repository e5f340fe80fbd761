package org.emotion4j.opencv;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.testkit.FaceAlignerContract;

class LandmarkAlignerTest extends FaceAlignerContract {
  @Override
  protected FaceAligner create() {
    return new LandmarkAligner(RecognizerOptions.defaults());
  }
}
