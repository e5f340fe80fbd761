package org.emotion4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.emotion4j.EmotionScores;
import org.emotion4j.Frame;
import org.emotion4j.InferenceException;
import org.emotion4j.ModelException;
import org.emotion4j.PluginException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.model.TestModels;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
  @TempDir Path dir;
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final List<URLClassLoader> opened = new ArrayList<>();

  @BeforeEach
  void reset() {
    FakeModel.closed.set(0);
    FakeModel.happiness = 0.25f;
    FakeModel.failure = null;
    FakeModel.most = 2;
  }

  @AfterEach
  void restore() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    for (URLClassLoader loader : opened) {
      loader.close();
    }
  }

  /** Makes these providers visible to {@link java.util.ServiceLoader} for this thread alone. */
  private void provide(Class<?> service, Class<?>... providers) throws IOException {
    Path root = Files.createTempDirectory(dir, "services");
    Path file = root.resolve("META-INF/services/" + service.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(providers).stream().map(Class::getName).toList());
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {root.toUri().toURL()}, Thread.currentThread().getContextClassLoader());
    opened.add(loader);
    Thread.currentThread().setContextClassLoader(loader);
  }

  private static RecognizerOptions options(String... pairs) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return RecognizerOptions.from(EmotionConfig.of(values));
  }

  @Test
  void detector_noName_prefersBlazeface() throws IOException {
    provide(FaceDetectorProvider.class, Other.class, Blazeface.class);
    assertThat(Plugins.detector(options()).toString()).isEqualTo("blazeface");
  }

  @Test
  void detector_noNameAndOnlyOne_takesIt() throws IOException {
    provide(FaceDetectorProvider.class, Other.class);
    assertThat(Plugins.detector(options()).toString()).isEqualTo("other");
  }

  @Test
  void detector_noNameAndSeveral_listsThem() throws IOException {
    provide(FaceDetectorProvider.class, Other.class, Another.class);
    assertThatThrownBy(() -> Plugins.detector(options()))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("[another, other]")
        .hasMessageContaining("emotion.detector");
  }

  @Test
  void detector_unknownName_listsThoseFound() throws IOException {
    provide(FaceDetectorProvider.class, Other.class);
    assertThatThrownBy(() -> Plugins.detector(options("emotion.detector", "yunet")))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("'yunet'")
        .hasMessageContaining("[other]")
        .hasMessageContaining("emotion-opencv");
  }

  @Test
  void detector_providerThatThrowsOrGivesNull_isNamed() throws IOException {
    provide(FaceDetectorProvider.class, Throwing.class);
    for (String failure : List.of("no settings", "null")) {
      Throwing.failure = failure.equals("null") ? null : new IllegalStateException(failure);
      assertThatThrownBy(() -> Plugins.detector(options()))
          .isInstanceOf(PluginException.class)
          .hasMessageContaining(Throwing.class.getName())
          .hasMessageContaining(failure);
    }
  }

  @Test
  void detector_providerWithoutAName_isNamed() throws IOException {
    provide(FaceDetectorProvider.class, Nameless.class);
    assertThatThrownBy(() -> Plugins.detector(options()))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining(Nameless.class.getName());
  }

  public static final class Throwing implements FaceDetectorProvider {
    private static RuntimeException failure;

    @Override
    public String name() {
      return "throwing";
    }

    @Override
    public FaceDetector create(RecognizerOptions options) {
      if (failure != null) {
        throw failure;
      }
      return null;
    }
  }

  public static final class Nameless implements FaceDetectorProvider {
    @Override
    public String name() {
      return null;
    }

    @Override
    public FaceDetector create(RecognizerOptions options) {
      throw new AssertionError("never chosen");
    }
  }

  @Test
  void detector_providerThatCannotBeLoaded_isNamed() throws IOException {
    Path root = Files.createTempDirectory(dir, "services");
    Path file = root.resolve("META-INF/services/" + FaceDetectorProvider.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, "org.example.Absent");
    URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()}, before);
    opened.add(loader);
    Thread.currentThread().setContextClassLoader(loader);
    assertThatThrownBy(() -> Plugins.detector(options()))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("org.example.Absent");
  }

  @Test
  void model_goldenScoresReproduced_isReturnedOpen() throws IOException {
    provide(EmotionModelProvider.class, OnnxBackend.class);
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    EmotionModel model = Plugins.model(options("emotion.model", dir.resolve("m").toString()));
    assertThat(model.descriptor().id()).isEqualTo("test");
    assertThat(FakeModel.closed).hasValue(0);
  }

  @Test
  void model_otherScores_isClosedAndSaysExpectedAndFound() throws IOException {
    provide(EmotionModelProvider.class, OnnxBackend.class);
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    FakeModel.happiness = 0.3f;
    assertThatThrownBy(() -> Plugins.model(options("emotion.model", dir.resolve("m").toString())))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining("happiness=0.300")
        .hasMessageContaining("happiness=0.250");
    assertThat(FakeModel.closed).hasValue(1);
  }

  @Test
  void model_failsOnTheGoldenPicture_isClosedAndNamed() throws IOException {
    provide(EmotionModelProvider.class, OnnxBackend.class);
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    FakeModel.failure = new InferenceException("expected 3 channels");
    assertThatThrownBy(() -> Plugins.model(options("emotion.model", dir.resolve("m").toString())))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining("expected 3 channels");
    assertThat(FakeModel.closed).hasValue(1);
  }

  @Test
  void model_thatTakesOneFaceOnly_isRefusedUnlessBatchesAreOfOne() throws IOException {
    provide(EmotionModelProvider.class, OnnxBackend.class);
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    FakeModel.most = 1;
    String path = dir.resolve("m").toString();
    assertThatThrownBy(() -> Plugins.model(options("emotion.model", path)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("takes 1 faces, got 2")
        .hasMessageContaining("emotion.model.max-batch to 1");
    assertThat(
            Plugins.model(options("emotion.model", path, "emotion.model.max-batch", "1"))
                .descriptor()
                .id())
        .isEqualTo("test");
  }

  @Test
  void model_onlyBackEndForItsFormatNotAvailable_saysSo() throws IOException {
    provide(EmotionModelProvider.class, TorchBackend.class, AlsoOnnxBackend.class);
    AlsoOnnxBackend.available = false;
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    assertThatThrownBy(() -> Plugins.model(options("emotion.model", dir.resolve("m").toString())))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("lack their own dependency: [also-onnx]");
  }

  @Test
  void model_noBackEndForItsFormats_listsBoth() throws IOException {
    provide(EmotionModelProvider.class, TorchBackend.class);
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    assertThatThrownBy(() -> Plugins.model(options("emotion.model", dir.resolve("m").toString())))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("[onnx]")
        .hasMessageContaining("[torch]");
  }

  @Test
  void model_unknownBackEnd_listsThoseFound() throws IOException {
    provide(EmotionModelProvider.class, OnnxBackend.class);
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    assertThatThrownBy(
            () ->
                Plugins.model(
                    options(
                        "emotion.model", dir.resolve("m").toString(), "emotion.backend", "tpu")))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("'tpu'")
        .hasMessageContaining("[onnx]");
  }

  @Test
  void model_twoBackEndsReadTheFormat_listsThem() throws IOException {
    provide(EmotionModelProvider.class, OnnxBackend.class, AlsoOnnxBackend.class);
    AlsoOnnxBackend.available = true;
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    assertThatThrownBy(() -> Plugins.model(options("emotion.model", dir.resolve("m").toString())))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("[also-onnx, onnx]")
        .hasMessageContaining("emotion.backend");
  }

  @Test
  void model_backEndThatIsNotAvailable_isPassedOver() throws IOException {
    provide(EmotionModelProvider.class, OnnxBackend.class, AlsoOnnxBackend.class);
    AlsoOnnxBackend.available = false;
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    EmotionModel model = Plugins.model(options("emotion.model", dir.resolve("m").toString()));
    assertThat(model).isInstanceOf(FakeModel.class);
  }

  @Test
  void model_backEndThatIsNotAvailableButNamed_saysWhatToAdd() throws IOException {
    provide(EmotionModelProvider.class, OnnxBackend.class, AlsoOnnxBackend.class);
    AlsoOnnxBackend.available = false;
    TestModels.write(dir.resolve("m"), TestModels.JSON);
    assertThatThrownBy(
            () ->
                Plugins.model(
                    options(
                        "emotion.model",
                        dir.resolve("m").toString(),
                        "emotion.backend",
                        "also-onnx")))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("add the jar");
  }

  /** A detector that is its name. */
  private record Named(String name) implements FaceDetector {
    @Override
    public List<Detection> detect(Frame frame) {
      return List.of();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return name;
    }
  }

  public static final class Blazeface implements FaceDetectorProvider {
    @Override
    public String name() {
      return "blazeface";
    }

    @Override
    public FaceDetector create(RecognizerOptions options) {
      return new Named(name());
    }
  }

  public static final class Other implements FaceDetectorProvider {
    @Override
    public String name() {
      return "other";
    }

    @Override
    public FaceDetector create(RecognizerOptions options) {
      return new Named(name());
    }
  }

  public static final class Another implements FaceDetectorProvider {
    @Override
    public String name() {
      return "another";
    }

    @Override
    public FaceDetector create(RecognizerOptions options) {
      return new Named(name());
    }
  }

  private static final class FakeModel implements EmotionModel {
    static final AtomicInteger closed = new AtomicInteger();
    static float happiness;
    static InferenceException failure;
    static int most;
    private final ModelDescriptor descriptor;

    FakeModel(ModelDescriptor descriptor) {
      this.descriptor = descriptor;
    }

    @Override
    public ModelDescriptor descriptor() {
      return descriptor;
    }

    @Override
    public List<Classification> classify(FaceBatch batch) {
      if (failure != null) {
        throw failure;
      }
      EmotionScores scores =
          EmotionScores.of(descriptor.labels(), new float[] {happiness, 1 - happiness});
      if (batch.size() > most) {
        throw new InferenceException("takes " + most + " faces, got " + batch.size());
      }
      return java.util.Collections.nCopies(
          batch.size(), new Classification(scores, OptionalDouble.empty()));
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  public static final class OnnxBackend implements EmotionModelProvider {
    @Override
    public String name() {
      return "onnx";
    }

    @Override
    public Set<ModelFile.Format> formats() {
      return Set.of(ModelFile.Format.ONNX);
    }

    @Override
    public EmotionModel create(ModelFolder folder, ModelFile file, RecognizerOptions options) {
      return new FakeModel(folder.descriptor());
    }
  }

  public static final class AlsoOnnxBackend implements EmotionModelProvider {
    static boolean available;

    @Override
    public String name() {
      return "also-onnx";
    }

    @Override
    public Set<ModelFile.Format> formats() {
      return Set.of(ModelFile.Format.ONNX);
    }

    @Override
    public boolean isAvailable() {
      return available;
    }

    @Override
    public EmotionModel create(ModelFolder folder, ModelFile file, RecognizerOptions options) {
      throw new PluginException("add the jar");
    }
  }

  public static final class TorchBackend implements EmotionModelProvider {
    @Override
    public String name() {
      return "torch";
    }

    @Override
    public Set<ModelFile.Format> formats() {
      return Set.of(ModelFile.Format.TORCHSCRIPT);
    }

    @Override
    public EmotionModel create(ModelFolder folder, ModelFile file, RecognizerOptions options) {
      throw new AssertionError("reads no ONNX");
    }
  }
}
