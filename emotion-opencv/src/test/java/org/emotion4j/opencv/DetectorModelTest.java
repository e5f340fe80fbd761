package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.emotion4j.ConfigurationException;
import org.emotion4j.EmotionException;
import org.emotion4j.Frame;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detectors whose model comes from {@code emotion.detector.model}. */
class DetectorModelTest {
  @TempDir Path directory;

  private static RecognizerOptions options(Path model) {
    return RecognizerOptions.from(
        EmotionConfig.of(Map.of(ConfigKey.DETECTOR_MODEL.key(), model.toString())));
  }

  @Test
  void yunet_noModelNamed_saysWhichKeyAndFile() {
    assertThatThrownBy(() -> new YuNetDetector(RecognizerOptions.defaults()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("emotion.detector.model")
        .hasMessageContaining("face_detection_yunet_2023mar.onnx");
  }

  @Test
  void modelFileAbsent_isNamed() {
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> new YuNetDetector(options(absent)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(absent.toString());
    assertThatThrownBy(() -> CascadeFaceDetector.haar(options(absent)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(absent.toString());
  }

  @Test
  void modelFileOfManyGigabytes_isRefusedBeforeItIsRead() throws Exception {
    Path large = directory.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    assertThatThrownBy(() -> new YuNetDetector(options(large)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(large + " has more than 64 MB");
    assertThatThrownBy(() -> CascadeFaceDetector.haar(options(large)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(large + " has more than 64 MB");
  }

  @Test
  void modelFileIsSomethingElse_isNamed() throws Exception {
    Path text = Files.writeString(directory.resolve("text.xml"), "neither network nor cascade");
    assertThatThrownBy(() -> new YuNetDetector(options(text)))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining(text.toString());
    assertThatThrownBy(() -> CascadeFaceDetector.lbp(options(text)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(text.toString());
  }

  @Test
  void cascade_fileNamed_isUsed() throws Exception {
    Path copy = directory.resolve("own.xml");
    Files.copy(CascadeFaceDetector.unpacked(CascadeFaceDetector.LBP_CASCADE), copy);
    try (FaceDetector detector = CascadeFaceDetector.lbp(options(copy))) {
      assertThat(detector.detect(Frame.of(Pictures.astronaut()))).hasSize(1);
    }
  }
}
