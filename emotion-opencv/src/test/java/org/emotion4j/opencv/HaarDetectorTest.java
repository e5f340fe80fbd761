package org.emotion4j.opencv;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.testkit.FaceDetectorContract;

class HaarDetectorTest extends FaceDetectorContract {
  @Override
  protected FaceDetector create(RecognizerOptions options) {
    return CascadeFaceDetector.haar(options);
  }
}
