package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.emotion4j.Frame;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.testkit.FaceDetectorContract;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;

class BlazeFaceFullRangeDetectorTest extends FaceDetectorContract {
  @Override
  protected FaceDetector create(RecognizerOptions options) {
    return BlazeFaceDetector.fullRange(options);
  }

  @Test
  void detect_faceTooSmallForTheShortRange_isFound() {
    BufferedImage image = Pictures.placed(Pictures.head(), 700, 300, 200, 1280, 720);
    try (FaceDetector shortRange = BlazeFaceDetector.shortRange(RecognizerOptions.defaults());
        FaceDetector fullRange = BlazeFaceDetector.fullRange(RecognizerOptions.defaults())) {
      assertThat(shortRange.detect(Frame.of(image))).isEmpty();
      assertThat(fullRange.detect(Frame.of(image))).hasSize(1);
    }
  }
}
