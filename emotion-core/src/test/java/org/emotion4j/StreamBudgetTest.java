package org.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.emotion4j.internal.RecognitionPipeline;
import org.emotion4j.internal.RecognizerStream;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.stream.TrackedFace;
import org.emotion4j.stream.TrackedFace.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parts that take a stated time on a clock that nothing else moves. */
class StreamBudgetTest {
  private static final int FRAME_MILLIS = 33;

  private final Fakes.Detector detector = new Fakes.Detector();
  private final Fakes.Model fake = new Fakes.Model();
  private long now;
  private long detectMillis = 30;
  private long classifyMillis = 2;
  private int people = 1;
  private int frames;

  private final EmotionModel model =
      new EmotionModel() {
        @Override
        public org.emotion4j.model.ModelDescriptor descriptor() {
          return fake.descriptor();
        }

        @Override
        public List<Classification> classify(FaceBatch batch) {
          now += batch.size() * Duration.ofMillis(classifyMillis).toNanos();
          return fake.classify(batch);
        }

        @Override
        public void close() {}
      };

  private final RecognitionPipeline pipeline =
      RecognitionPipeline.create(
          RecognizerOptions.defaults(), detector, new Fakes.Aligner(), model);

  StreamBudgetTest() {
    detector.answer =
        frame -> {
          now += Duration.ofMillis(detectMillis).toNanos();
          List<Detection> faces = new ArrayList<>();
          for (int i = 0; i < people; i++) {
            faces.add(Fakes.face(5 + 20 * i, 5, 10, 0.9));
          }
          return faces;
        };
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  private static <T> T open(Supplier<T> call) {
    return call.get();
  }

  private EmotionStream stream(StreamOptions.Builder options) {
    return new RecognizerStream(
        StreamBudgetTest::open,
        pipeline,
        options.quality(EmotionStreamTest.ANY_QUALITY).build(),
        () -> now);
  }

  private static StreamOptions.Builder budget(long millis) {
    return StreamOptions.builder().budget(Duration.ofMillis(millis));
  }

  private List<StreamResult> run(EmotionStream stream, int count) {
    List<StreamResult> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(
          stream.process(
              Frame.wrap(ByteBuffer.allocate(200 * 80), 200, 80, PixelFormat.GRAY8)
                  .withTimestamp(Duration.ofMillis((long) FRAME_MILLIS * frames++))));
    }
    return results;
  }

  private static double meanMillis(List<StreamResult> results) {
    return results.stream().mapToDouble(r -> r.times().total().toNanos() / 1e6).average().orElse(0);
  }

  private static long detectorRuns(List<StreamResult> results) {
    return results.stream().filter(StreamResult::detectorRan).count();
  }

  @Test
  void noBudget_detectorRunsOnEveryFrame() {
    try (EmotionStream stream = stream(StreamOptions.builder())) {
      List<StreamResult> results = run(stream, 50);
      assertThat(detectorRuns(results)).isEqualTo(50);
      assertThat(stream.statistics().detectorRuns()).isEqualTo(50);
    }
  }

  @Test
  void budgetAboveTheCost_detectorRunsOnEveryFrame() {
    try (EmotionStream stream = stream(budget(33))) {
      assertThat(detectorRuns(run(stream, 50))).isEqualTo(50);
    }
  }

  @Test
  void budgetBelowTheCost_detectorRunsLessOftenAndTheMeanIsKept() {
    try (EmotionStream stream = stream(budget(10))) {
      run(stream, 10);
      List<StreamResult> results = run(stream, 200);
      // 8 ms a frame are left for a detector of 30 ms: about every fourth frame.
      assertThat(detectorRuns(results)).isBetween(45L, 55L);
      assertThat(meanMillis(results)).isBetween(8.0, 10.2);
      assertThat(results).allSatisfy(r -> assertThat(r.faces()).hasSize(1));
      TrackedFace between =
          results.stream().filter(r -> !r.detectorRan()).findFirst().orElseThrow().faces().get(0);
      assertThat(between.state()).isEqualTo(State.PREDICTED);
      assertThat(between.raw()).as("classified on the predicted box").isPresent();
    }
  }

  @Test
  void tightBudget_detectorStillRunsAtTheInterval() {
    try (EmotionStream stream = stream(budget(1))) {
      List<StreamResult> results = run(stream, 300);
      Duration last = results.get(0).timestamp();
      for (StreamResult result : results) {
        assertThat(result.timestamp().minus(last))
            .isLessThanOrEqualTo(Duration.ofMillis(500 + FRAME_MILLIS));
        last = result.detectorRan() ? result.timestamp() : last;
      }
    }
  }

  @Test
  void nobodyThere_detectorDoesNotOverdrawTheBudget() {
    people = 0;
    try (EmotionStream stream = stream(budget(10))) {
      run(stream, 10);
      List<StreamResult> results = run(stream, 200);
      assertThat(meanMillis(results)).isBetween(8.0, 10.2);
    }
  }

  @Test
  void manyFaces_areReadInTurnsAndNoneIsForgotten() {
    people = 8;
    classifyMillis = 4;
    try (EmotionStream stream = stream(budget(15))) {
      run(stream, 30);
      List<StreamResult> results = run(stream, 200);
      assertThat(meanMillis(results)).isLessThan(15.5);
      for (int person = 0; person < people; person++) {
        Duration last = results.get(0).timestamp();
        for (StreamResult result : results) {
          assertThat(result.faces()).hasSize(8);
          last = result.faces().get(person).raw().isPresent() ? result.timestamp() : last;
          assertThat(result.timestamp().minus(last))
              .isLessThanOrEqualTo(Duration.ofMillis(500 + FRAME_MILLIS));
        }
      }
      assertThat(results)
          .allSatisfy(
              r -> assertThat(r.faces()).allSatisfy(f -> assertThat(f.label()).isPresent()));
    }
  }

  @Test
  void oneLongPause_isNotPaidForForever() {
    try (EmotionStream stream = stream(budget(10))) {
      run(stream, 50);
      detectMillis = 5000;
      while (!run(stream, 1).get(0).detectorRan()) {
        assertThat(frames).isLessThan(200);
      }
      detectMillis = 30;
      run(stream, 100); // the running mean of the detector's cost forgets
      assertThat(detectorRuns(run(stream, 200))).isGreaterThan(30);
    }
  }

  @Test
  void times_areThoseOfTheStages() {
    try (EmotionStream stream = stream(StreamOptions.builder())) {
      StreamResult result = run(stream, 1).get(0);
      assertThat(result.times().detect()).isEqualTo(Duration.ofMillis(30));
      assertThat(result.times().classify()).isEqualTo(Duration.ofMillis(2));
      assertThat(result.times().total()).isEqualTo(Duration.ofMillis(32));
      assertThat(result.staleness()).isEqualTo(Duration.ofMillis(32));
    }
  }
}
