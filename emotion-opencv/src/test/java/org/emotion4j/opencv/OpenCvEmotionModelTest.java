package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.ModelException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.testkit.EmotionModelContract;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenCvEmotionModelTest extends EmotionModelContract {
  @TempDir Path directory;

  private static Path fixture() {
    try {
      return Path.of(OpenCvEmotionModelTest.class.getResource("tiny-model/model.json").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static EmotionModel open(Path folder) {
    ModelFolder model = ModelFolder.open(folder);
    return new OpenCvEmotionModel(
        model, model.descriptor().files().get(0), RecognizerOptions.defaults());
  }

  @Override
  protected EmotionModel create(RecognizerOptions options) {
    return open(fixture());
  }

  /** The fixture with another network or description. */
  private Path folder(byte[] network, String from, String to) throws Exception {
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(network));
    String json = Files.readString(fixture().resolve("model.json"));
    json =
        json.replaceFirst("\"sha256\": \"[0-9a-f]+\"", "\"sha256\": \"" + hash + "\"")
            .replaceFirst("\"size\": [0-9]{3,}", "\"size\": " + network.length)
            .replace(from, to);
    Files.writeString(directory.resolve("model.json"), json);
    Files.write(directory.resolve("tiny.onnx"), network);
    return directory;
  }

  private static byte[] network() throws IOException {
    return Files.readAllBytes(fixture().resolve("tiny.onnx"));
  }

  @Test
  void recognize_modelFolderOnOpenCvAlone_passesTheGoldenCheckAndScoresTheFace() {
    try (FaceEmotionRecognizer recognizer =
        FaceEmotionRecognizer.builder().model(fixture() + "/").backend("opencv").build()) {
      assertThat(recognizer.recognize(Frame.of(Pictures.astronaut())).faces()).hasSize(1);
    }
  }

  @Test
  void create_flippedByte_saysThatTheFileIsDamaged() throws Exception {
    Path folder = folder(network(), "", "");
    byte[] damaged = network();
    damaged[damaged.length / 2] ^= 1;
    Files.write(folder.resolve("tiny.onnx"), damaged);
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tiny.onnx")
        .hasMessageContaining("SHA-256");
  }

  @Test
  void classify_fileOverwrittenAfterLoading_scoresAsBefore() throws Exception {
    Path folder = folder(network(), "", "");
    try (FaceEmotionRecognizer recognizer =
        FaceEmotionRecognizer.builder().model(folder + "/").backend("opencv").build()) {
      Frame frame = Frame.of(Pictures.astronaut());
      EmotionScores before = recognizer.recognize(frame).faces().get(0).scores();
      Files.write(folder.resolve("tiny.onnx"), new byte[10]);
      Files.delete(folder.resolve("model.json"));
      assertThat(recognizer.recognize(frame).faces().get(0).scores()).isEqualTo(before);
    }
  }

  @Test
  void create_noOnnx_namesTheFile() throws Exception {
    Path folder = folder("no network at all".repeat(20).getBytes(StandardCharsets.UTF_8), "", "");
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tiny.onnx cannot be read by OpenCV");
  }

  @Test
  void create_channelsLast_isRefused() throws Exception {
    Path folder = folder(network(), "\"nchw\"", "\"nhwc\"");
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("NHWC");
  }

  @Test
  void recognizer_moreOutputsThanLabels_saysHowMany() throws Exception {
    Path folder = folder(network(), "\"reliability\": true", "\"reliability\": false");
    assertThatThrownBy(
            () -> FaceEmotionRecognizer.builder().model(folder + "/").backend("opencv").build())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("gives 4 numbers a face, model.json says 3");
  }
}
