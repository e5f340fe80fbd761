package org.emotion4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.emotion4j.ClosedException;
import org.emotion4j.Emotion;
import org.emotion4j.InferenceException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DjlEmotionModelTest {
  private static final EmotionModelProvider PYTORCH = new PyTorchModelProvider();
  private static final EmotionModelProvider ONNX_RUNTIME = new OnnxRuntimeModelProvider();

  @ParameterizedTest
  @ValueSource(strings = {"tiny-gray", "tiny-rgb", "tiny-bgr"})
  void classify_goldenPicture_givesItsScoresOnBothEngines(String fixture) {
    ModelFolder folder = Fixtures.folder(fixture);
    for (EmotionModelProvider provider : List.of(PYTORCH, ONNX_RUNTIME)) {
      try (EmotionModel model = Fixtures.open(provider, folder, Fixtures.options())) {
        Classification answer = model.classify(Fixtures.golden(folder, 1)).get(0);
        ModelFile file = folder.descriptor().files().get(0);
        for (Emotion label : folder.descriptor().labels()) {
          assertThat(answer.scores().score(label))
              .as(provider.name() + " " + label)
              .isCloseTo(file.golden().score(label), within(1e-5));
        }
      }
    }
  }

  @Test
  void classify_emptyBatch_isRefused() {
    ModelFolder folder = Fixtures.folder(Fixtures.GRAY);
    try (EmotionModel model = Fixtures.open(PYTORCH, folder, Fixtures.options())) {
      FaceBatch empty = new FaceBatch(folder.descriptor().input(), 1);
      assertThatThrownBy(() -> model.classify(empty))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("empty");
    }
  }

  @Test
  void classify_batchForAnotherInput_isRefused() {
    ModelFolder folder = Fixtures.folder(Fixtures.GRAY);
    try (EmotionModel model = Fixtures.open(PYTORCH, folder, Fixtures.options())) {
      FaceBatch other = Fixtures.golden(Fixtures.folder(Fixtures.RGB), 1);
      assertThatThrownBy(() -> model.classify(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("RGB")
          .hasMessageContaining("GRAY");
    }
  }

  @Test
  void classify_networkThatCannotRun_namesTheFileAndStaysUsable(@TempDir Path dir)
      throws IOException {
    Path copy = Fixtures.copy(Fixtures.RGB, dir.resolve("m"));
    Fixtures.edit(copy, "\"layout\": \"nchw\"", "\"layout\": \"nhwc\"");
    ModelFolder folder = ModelFolder.open(copy);
    try (EmotionModel model =
        Fixtures.open(PYTORCH, folder, Fixtures.options("emotion.threads", "1"))) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> model.classify(Fixtures.golden(folder, 1)))
            .isInstanceOf(InferenceException.class)
            .hasMessageContaining("model.pt")
            .hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void classify_givesBackEveryArray() {
    ModelFolder folder = Fixtures.folder(Fixtures.GRAY);
    PyTorchRuntime.start(java.util.Optional.empty());
    PyTorchNetwork network =
        PyTorchNetwork.load(folder.read(folder.descriptor().files().get(0)), "test", 1);
    NDManager probe = network.newManager();
    try (EmotionModel model =
        new DjlEmotionModel(folder.descriptor(), "test", network, Fixtures.options())) {
      FaceBatch batch = Fixtures.golden(folder, 4);
      for (int i = 0; i < 100; i++) {
        model.classify(batch);
      }
      assertThat(probe.getParentManager().getManagedArrays()).isEmpty();
    }
  }

  @Test
  void classify_givesTheThreadItsOwnCountBack() throws Exception {
    ModelFolder folder = Fixtures.folder(Fixtures.GRAY);
    try (EmotionModel model = Fixtures.open(PYTORCH, folder, Fixtures.options())) {
      FaceBatch batch = Fixtures.golden(folder, 1);
      onNewThread(
          "any",
          () -> {
            JniUtils.setNumThreads(3);
            model.classify(batch);
            assertThat(JniUtils.getNumThreads()).isEqualTo(3);
          });
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void classify_runsOnTheThreadsThatWereAskedFor() throws Exception {
    ModelFolder folder = Fixtures.folder(Fixtures.GRAY);
    for (int threads : new int[] {1, 2}) {
      for (EmotionModelProvider provider : List.of(PYTORCH, ONNX_RUNTIME)) {
        RecognizerOptions options =
            Fixtures.options("emotion.model.intra-op-threads", Integer.toString(threads));
        // A thread that native code starts has the name of the one that starts it.
        String name = "probe-" + provider.name().substring(0, 4) + threads;
        onNewThread(
            name,
            () -> {
              try (EmotionModel model = Fixtures.open(provider, folder, options)) {
                model.classify(Fixtures.golden(folder, 64));
                assertThat(tasks(name)).as(name).isEqualTo(threads);
              }
            });
      }
    }
  }

  private static long tasks(String name) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.filter(task -> name.equals(comm(task))).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String comm(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }

  private static void onNewThread(String name, Runnable task) throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor(run -> new Thread(run, name));
    try {
      executor.submit(task).get();
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void close_whileCallsRun_letsThemFinishAndRefusesLaterOnes() throws Exception {
    ModelFolder folder = Fixtures.folder(Fixtures.GRAY);
    for (EmotionModelProvider provider : List.of(PYTORCH, ONNX_RUNTIME)) {
      EmotionModel model =
          Fixtures.open(provider, folder, Fixtures.options("emotion.threads", "2"));
      ExecutorService executor = Executors.newFixedThreadPool(4);
      CountDownLatch running = new CountDownLatch(4);
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(
            executor.submit(
                () -> {
                  FaceBatch batch = Fixtures.golden(folder, 8);
                  int answers = 0;
                  try {
                    while (true) {
                      answers += model.classify(batch).size();
                      running.countDown();
                    }
                  } catch (ClosedException e) {
                    return answers;
                  }
                }));
      }
      running.await();
      executor.submit(model::close);
      model.close();
      int answers = 0;
      for (Future<Integer> call : calls) {
        answers += call.get();
      }
      assertThat(answers).isGreaterThanOrEqualTo(4 * 8);
      executor.shutdown();
      model.close();
    }
  }
}
