package org.emotion4j.opencv;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.testkit.FaceDetectorContract;
import org.jspecify.annotations.Nullable;

/** Runs when the environment variable EMOTION4J_YUNET names face_detection_yunet_2023mar.onnx. */
class YuNetDetectorTest extends FaceDetectorContract {
  private static final @Nullable String MODEL = System.getenv("EMOTION4J_YUNET");

  @Override
  protected FaceDetector create(RecognizerOptions options) {
    assumeTrue(MODEL != null, "EMOTION4J_YUNET does not name YuNet's model");
    return new YuNetDetector(
        RecognizerOptions.from(EmotionConfig.of(Map.of(ConfigKey.DETECTOR_MODEL.key(), MODEL))));
  }
}
