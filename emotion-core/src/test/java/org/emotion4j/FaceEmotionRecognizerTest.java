package org.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FaceEmotionRecognizerTest {
  private final Fakes.Detector detector =
      new Fakes.Detector(
          Fakes.face(10, 20, 8, 0.9), Fakes.face(60, 5, 30, 0.8), Fakes.face(40, 50, 12, 0.6));
  private final Fakes.Aligner aligner = new Fakes.Aligner();
  private final Fakes.Model model = new Fakes.Model();

  private FaceEmotionRecognizer.Builder builder() {
    return FaceEmotionRecognizer.builder()
        .config(EmotionConfig.of(Map.of()))
        .detector(detector)
        .aligner(aligner)
        .model(model);
  }

  private static Frame frame() {
    return Frame.wrap(ByteBuffer.allocateDirect(100 * 80), 100, 80, PixelFormat.GRAY8);
  }

  @Test
  void recognize_faces_largestFirstEachWithItsOwnScores() {
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      EmotionResult result = recognizer.recognize(frame().withTimestamp(Duration.ofMillis(40)));
      assertThat(result.timestamp()).isEqualTo(Duration.ofMillis(40));
      assertThat(result.width()).isEqualTo(100);
      assertThat(result.height()).isEqualTo(80);
      assertThat(result.faces()).extracting(f -> f.box().width()).containsExactly(30.0, 12.0, 8.0);
      assertThat(result.faces())
          .extracting(FaceEmotion::emotion)
          .containsExactly(Emotion.HAPPINESS, Emotion.SADNESS, Emotion.SADNESS);
      assertThat(result.largestFace().orElseThrow().confidence()).isEqualTo(0.8);
      assertThat(result.times().total()).isPositive();
    }
  }

  @Test
  void recognize_noFace_isAnEmptyListAndRunsNoModel() {
    detector.answer = frame -> List.of();
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      EmotionResult result = recognizer.recognize(frame());
      assertThat(result.faces()).isEmpty();
      assertThat(result.largestFace()).isEmpty();
      assertThat(model.batchSizes).isEmpty();
    }
  }

  @Test
  void recognize_null_isRefused() {
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      assertThatNullPointerException()
          .isThrownBy(() -> recognizer.recognize(null))
          .withMessage("frame");
    }
  }

  @Test
  void recognizeAll_severalFrames_oneBatchAndResultsInOrder() {
    detector.answer =
        frame ->
            frame.timestamp().isZero()
                ? List.of()
                : List.of(Fakes.face(frame.timestamp().toMillis(), 5, 10, 0.9));
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      List<EmotionResult> results =
          recognizer.recognizeAll(
              List.of(
                  frame().withTimestamp(Duration.ofMillis(2)),
                  frame(),
                  frame().withTimestamp(Duration.ofMillis(30))));
      assertThat(results).extracting(r -> r.faces().size()).containsExactly(1, 0, 1);
      assertThat(results.get(0).faces().get(0).emotion()).isEqualTo(Emotion.SADNESS);
      assertThat(results.get(2).faces().get(0).emotion()).isEqualTo(Emotion.HAPPINESS);
      assertThat(model.batchSizes).containsExactly(2);
      assertThat(recognizer.recognizeAll(List.of())).isEmpty();
    }
  }

  @Test
  void recognize_moreFacesThanABatch_isSplit() {
    try (FaceEmotionRecognizer recognizer = builder().set(ConfigKey.MAX_BATCH, "2").build()) {
      assertThat(recognizer.recognize(frame()).faces())
          .extracting(FaceEmotion::emotion)
          .containsExactly(Emotion.HAPPINESS, Emotion.SADNESS, Emotion.SADNESS);
      assertThat(model.batchSizes).containsExactly(2, 1);
    }
  }

  @Test
  void options_filterWhateverTheDetectorGives() {
    assertThat(sizes(builder().minConfidence(0.7))).containsExactly(30.0, 8.0);
    assertThat(sizes(builder().minFaceSize(MinFaceSize.pixels(10)))).containsExactly(30.0, 12.0);
    assertThat(sizes(builder().minFaceSize(MinFaceSize.fraction(0.3)))).containsExactly(30.0);
    assertThat(sizes(builder().maxFaces(2))).containsExactly(30.0, 12.0);
    assertThat(sizes(builder().region(new Region(0, 0, 0.5, 1)))).containsExactly(12.0, 8.0);
  }

  private List<Double> sizes(FaceEmotionRecognizer.Builder builder) {
    try (FaceEmotionRecognizer recognizer = builder.build()) {
      return recognizer.recognize(frame()).faces().stream().map(f -> f.box().width()).toList();
    }
  }

  @Test
  void recognize_faceOverTheBorder_boxIsClipped() {
    detector.answer = frame -> List.of(Fakes.face(-10, 70, 40, 0.9));
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      assertThat(recognizer.recognize(frame()).faces().get(0).box())
          .isEqualTo(new BoundingBox(0, 70, 30, 10));
    }
  }

  @Test
  void recognize_reliabilityBelowTheThreshold_isUncertain() {
    try (FaceEmotionRecognizer strict = builder().set(ConfigKey.MIN_RELIABILITY, "0.3").build();
        FaceEmotionRecognizer lenient = builder().build()) {
      assertThat(strict.recognize(frame()).faces()).allMatch(FaceEmotion::uncertain);
      assertThat(lenient.recognize(frame()).faces()).noneMatch(FaceEmotion::uncertain);
    }
  }

  @Test
  void recognize_partThatThrows_isNamedAndTheRecognizerStaysUsable() {
    model.failure = new IllegalStateException("no memory");
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      assertThatThrownBy(() -> recognizer.recognize(frame()))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("model")
          .hasMessageContaining("Fakes$Model")
          .hasMessageContaining("no memory")
          .hasCause(model.failure);
      model.failure = null;
      assertThat(recognizer.recognize(frame()).faces()).hasSize(3);
    }
  }

  @Test
  void recognize_detectorThatReturnsAFaceOutsideTheFrame_isNamed() {
    detector.answer = frame -> List.of(Fakes.face(200, 10, 10, 0.9));
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      assertThatThrownBy(() -> recognizer.recognize(frame()))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("outside");
    }
  }

  @Test
  void recognize_detectorThatReturnsNull_isNamed() {
    detector.answer = frame -> null;
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      assertThatThrownBy(() -> recognizer.recognize(frame()))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("detector");
    }
  }

  @Test
  void recognize_alignerThatDropsACrop_isNamed() {
    aligner.missing = 1;
    try (FaceEmotionRecognizer recognizer = builder().build()) {
      assertThatThrownBy(() -> recognizer.recognize(frame()))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("2 crops for 3 faces");
    }
  }

  @Test
  void close_leavesGivenPartsToTheirMaker_andRefusesFurtherUse() {
    FaceEmotionRecognizer recognizer = builder().build();
    recognizer.close();
    recognizer.close();
    assertThat(detector.closed.get() + aligner.closed.get() + model.closed.get()).isZero();
    assertThatThrownBy(() -> recognizer.recognize(frame())).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> recognizer.recognizeAll(List.of()))
        .isInstanceOf(ClosedException.class);
    assertThatThrownBy(recognizer::model).isInstanceOf(ClosedException.class);
  }

  @Test
  void close_waitsForRunningCalls() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    detector.answer =
        frame -> {
          running.countDown();
          try {
            finish.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return List.of();
        };
    ExecutorService executor = Executors.newCachedThreadPool();
    try {
      FaceEmotionRecognizer recognizer = builder().build();
      Future<EmotionResult> call = executor.submit(() -> recognizer.recognize(frame()));
      running.await();
      Future<?> closing = executor.submit(recognizer::close);
      finish.countDown();
      assertThat(call.get().faces()).isEmpty();
      closing.get();
    } finally {
      executor.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void recognize_manyThreads_sameAsOne(int limit) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(8);
    try (FaceEmotionRecognizer recognizer = builder().threads(limit).build()) {
      List<FaceEmotion> expected = recognizer.recognize(frame()).faces();
      List<Future<List<FaceEmotion>>> futures = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        futures.add(executor.submit(() -> recognizer.recognize(frame()).faces()));
      }
      for (Future<List<FaceEmotion>> future : futures) {
        assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo(expected);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void build_nothingOnTheClassPath_namesTheJarToAdd() {
    assertThatThrownBy(
            () -> FaceEmotionRecognizer.builder().config(EmotionConfig.of(Map.of())).build())
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("org.emotion4j:emotion-opencv");
    assertThatThrownBy(
            () ->
                FaceEmotionRecognizer.builder()
                    .config(EmotionConfig.of(Map.of()))
                    .detector(detector)
                    .aligner(aligner)
                    .build())
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("org.emotion4j:emotion-models");
  }

  @Test
  void build_badValueFromTheBuilder_isNamed() {
    assertThatThrownBy(() -> builder().minConfidence(1.2).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("emotion.detector.min-confidence")
        .hasMessageContaining("Builder")
        .hasMessageContaining("1.2");
  }
}
