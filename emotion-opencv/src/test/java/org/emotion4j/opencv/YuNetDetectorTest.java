package org.emotion4j.opencv;

import java.util.Map;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.testkit.FaceDetectorContract;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The model is not bundled: get it from OpenCV's model zoo and name it to run these tests. */
@EnabledIfEnvironmentVariable(
    named = YuNetDetectorTest.VARIABLE,
    matches = ".+",
    disabledReason = "it must name face_detection_yunet_2023mar.onnx")
class YuNetDetectorTest extends FaceDetectorContract {
  static final String VARIABLE = "EMOTION4J_YUNET";

  @Override
  protected FaceDetector create(RecognizerOptions options) {
    return new YuNetDetector(
        RecognizerOptions.from(
            EmotionConfig.of(Map.of(ConfigKey.DETECTOR_MODEL.key(), System.getenv(VARIABLE)))));
  }
}
