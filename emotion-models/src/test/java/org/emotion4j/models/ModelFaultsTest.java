package org.emotion4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.ModelException;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceDetector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model folder that is not what it says never gets as far as a picture. */
class ModelFaultsTest {
  private static final String[] BACK_ENDS = {"pytorch", "onnxruntime"};
  private static final List<EmotionModelProvider> PROVIDERS =
      List.of(new PyTorchModelProvider(), new OnnxRuntimeModelProvider());

  @TempDir Path dir;

  private static FaceEmotionRecognizer recognizer(Path folder, String backend) {
    return FaceEmotionRecognizer.builder()
        .config(EmotionConfig.of(Map.of("emotion.backend", backend)))
        .detector(new NoFaces())
        .aligner(new NoCrops())
        .model(folder)
        .build();
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Path folder, String backend) {
    return assertThatThrownBy(() -> recognizer(folder, backend).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(folder.toString());
  }

  private static String weights(String backend) {
    return backend.equals("pytorch") ? "model.pt" : "model.onnx";
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-gray", "tiny-rgb", "tiny-bgr"})
  void open_ownFolderByPath_works(String fixture) throws IOException {
    Path folder = Fixtures.copy(fixture, dir.resolve("m"));
    for (String backend : BACK_ENDS) {
      try (FaceEmotionRecognizer recognizer = recognizer(folder, backend)) {
        assertThat(recognizer.model().id()).isEqualTo(fixture);
      }
    }
  }

  @Test
  void open_absentFolder_neverFallsBack() {
    Path absent = dir.resolve("absent");
    for (String backend : BACK_ENDS) {
      assertRefused(absent, backend);
    }
  }

  @Test
  void open_missingWeights_namesThem() throws IOException {
    Path folder = Fixtures.copy(Fixtures.GRAY, dir.resolve("m"));
    for (String backend : BACK_ENDS) {
      Files.delete(folder.resolve(weights(backend)));
      assertRefused(folder, backend).hasMessageContaining(weights(backend));
    }
  }

  @Test
  void open_flippedByte_namesFileAndBothHashes() throws IOException {
    Path folder = Fixtures.copy(Fixtures.GRAY, dir.resolve("m"));
    for (String backend : BACK_ENDS) {
      Path file = folder.resolve(weights(backend));
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      assertRefused(folder, backend)
          .hasMessageContaining(weights(backend))
          .hasMessageMatching("(?s).*SHA-256 [0-9a-f]{64}.*says [0-9a-f]{64}.*");
    }
  }

  @Test
  void create_weightsReplacedSinceTheDescriptionWasRead_namesFileAndBothHashes()
      throws IOException {
    Path folder = Fixtures.copy(Fixtures.GRAY, dir.resolve("m"));
    ModelFolder read = ModelFolder.open(folder);
    for (EmotionModelProvider provider : PROVIDERS) {
      Path file = folder.resolve(weights(provider.name()));
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      assertThatThrownBy(() -> Fixtures.open(provider, read, Fixtures.options()))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(file.getFileName().toString())
          .hasMessageMatching("(?s).*SHA-256 [0-9a-f]{64}.*says [0-9a-f]{64}.*");
    }
  }

  /** Also in place, which would show in memory that maps the file. */
  @Test
  void classify_folderOverwrittenAndDeletedAfterLoading_scoresAsBefore() throws IOException {
    for (EmotionModelProvider provider : PROVIDERS) {
      Path folder = Fixtures.copy(Fixtures.GRAY, dir.resolve(provider.name()));
      ModelFolder read = ModelFolder.open(folder);
      FaceBatch batch = Fixtures.golden(read, 1);
      try (EmotionModel model = Fixtures.open(provider, read, Fixtures.options())) {
        List<Classification> before = model.classify(batch);
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.write(file, new byte[10]);
            assertThat(model.classify(batch)).isEqualTo(before);
            Files.delete(file);
          }
        }
        assertThat(model.classify(batch)).isEqualTo(before);
      }
    }
  }

  @Test
  void open_truncatedFile_namesFileAndBothSizes() throws IOException {
    Path folder = Fixtures.copy(Fixtures.GRAY, dir.resolve("m"));
    for (String backend : BACK_ENDS) {
      Path file = folder.resolve(weights(backend));
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
      assertRefused(folder, backend)
          .hasMessageContaining(weights(backend))
          .hasMessageContaining("has " + (bytes.length - 100) + " bytes")
          .hasMessageContaining("says " + bytes.length);
    }
  }

  @Test
  void open_bytesThatAreNoNetworkButHashedSo_namesFileAndFormat() throws IOException {
    Path folder = Fixtures.copy(Fixtures.GRAY, dir.resolve("m"));
    byte[] noise = new byte[4000];
    new java.util.Random(1).nextBytes(noise);
    Fixtures.replace(folder, "model.pt", noise);
    assertRefused(folder, "pytorch").hasMessageContaining("model.pt is no TorchScript");
    Fixtures.replace(folder, "model.onnx", noise);
    assertRefused(folder, "onnxruntime").hasMessageContaining("model.onnx is no ONNX");
  }

  @Test
  void open_archiveCutShortButHashedSo_namesFileAndFormat() throws IOException {
    Path folder = Fixtures.copy(Fixtures.GRAY, dir.resolve("m"));
    byte[] bytes = Files.readAllBytes(folder.resolve("model.pt"));
    Fixtures.replace(folder, "model.pt", Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(folder, "pytorch").hasMessageContaining("model.pt is no TorchScript");
  }

  private void assertGoldenFails(String fixture, String from, String to) throws IOException {
    Path folder = Fixtures.copy(fixture, Files.createTempDirectory(dir, "m").resolve("m"));
    Fixtures.edit(folder, from, to);
    for (String backend : BACK_ENDS) {
      assertRefused(folder, backend)
          .hasMessageContaining(weights(backend) + " scores the golden picture {")
          .hasMessageContaining("model.json says {");
    }
  }

  @Test
  void open_swappedLabels_saysScoresFoundAndExpected() throws IOException {
    assertGoldenFails(
        Fixtures.GRAY, "\"neutral\",\n    \"happiness\",\n", "\"happiness\",\n    \"neutral\",\n");
  }

  @Test
  void open_wrongOrderOfChannels_saysScoresFoundAndExpected() throws IOException {
    assertGoldenFails(Fixtures.RGB, "\"channels\": \"rgb\"", "\"channels\": \"bgr\"");
    assertGoldenFails(Fixtures.BGR, "\"channels\": \"bgr\"", "\"channels\": \"rgb\"");
  }

  @Test
  void open_wrongTemperature_saysScoresFoundAndExpected() throws IOException {
    assertGoldenFails(Fixtures.GRAY, "\"temperature\": 1.4", "\"temperature\": 1.3");
  }

  @Test
  void open_wrongNormalization_saysScoresFoundAndExpected() throws IOException {
    assertGoldenFails(Fixtures.RGB, "0.485", "0.5");
    assertGoldenFails(
        Fixtures.GRAY,
        "\"kind\": \"per-image\",\n      \"minStd\": 0.05",
        "\"kind\": \"fixed\",\n      \"mean\": [0.5],\n      \"std\": [0.25]");
  }

  @Test
  void open_logitsCalledProbabilities_saysWhichNumberIsNone() throws IOException {
    Path folder = Fixtures.copy(Fixtures.RGB, dir.resolve("m"));
    Fixtures.edit(folder, "\"kind\": \"logits\"", "\"kind\": \"probabilities\"");
    for (String backend : BACK_ENDS) {
      assertRefused(folder, backend).hasMessageContaining("scores must lie in [0, 1]");
    }
  }

  @Test
  void open_wrongLayout_saysThatTheNetworkDoesNotRun() throws IOException {
    Path folder = Fixtures.copy(Fixtures.RGB, dir.resolve("m"));
    Fixtures.edit(folder, "\"layout\": \"nchw\"", "\"layout\": \"nhwc\"");
    for (String backend : BACK_ENDS) {
      assertRefused(folder, backend)
          .hasMessageContaining(weights(backend) + " does not do what model.json says");
    }
  }

  @Test
  void open_outputThatIsNotThere_saysShapeFoundAndExpected() throws IOException {
    Path folder = Fixtures.copy(Fixtures.RGB, dir.resolve("m"));
    Fixtures.edit(folder, "\"reliability\": false", "\"reliability\": true");
    for (String backend : BACK_ENDS) {
      assertRefused(folder, backend)
          .hasMessageContaining("(1, 7)")
          .hasMessageContaining("expected float32 of shape (1, 8)");
    }
  }

  private static final class NoFaces implements FaceDetector {
    @Override
    public List<Detection> detect(Frame frame) {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static final class NoCrops implements FaceAligner {
    @Override
    public List<FaceCrop> align(Frame frame, List<Detection> faces, ModelInput input) {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
