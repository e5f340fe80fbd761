package org.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.CropRule;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.ModelOutput;
import org.emotion4j.model.Normalization;
import org.emotion4j.model.TestModels;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.ScoreSmoother;
import org.emotion4j.spi.Track;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.TrackedFace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parts that break their contract: the error names the part, and the recognizer works again as soon
 * as the part does.
 */
@Timeout(60)
class PluginFaultsTest {
  private static final List<Detection> FACES =
      List.of(Fakes.face(60, 5, 30, 0.8), Fakes.face(10, 20, 8, 0.9));

  private final Fakes.Detector detector = new Fakes.Detector(FACES.toArray(Detection[]::new));
  private final Aligner aligner = new Aligner();
  private final Model model = new Model();
  private final FaceEmotionRecognizer recognizer = builder().build();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    executor.shutdownNow();
    recognizer.close();
  }

  private FaceEmotionRecognizer.Builder builder() {
    return FaceEmotionRecognizer.builder()
        .config(EmotionConfig.of(Map.of("emotion.threads", "2")))
        .detector(detector)
        .aligner(aligner)
        .model(model);
  }

  private static Frame frame() {
    return Frame.wrap(ByteBuffer.allocateDirect(100 * 80), 100, 80, PixelFormat.GRAY8);
  }

  /** What a part may answer in place of what it should. */
  interface Answer<A, R> {
    R to(A asked) throws Exception;
  }

  private static final class Aligner implements FaceAligner {
    private final Fakes.Aligner right = new Fakes.Aligner();
    private volatile Answer<List<FaceCrop>, List<FaceCrop>> answer = crops -> crops;

    @Override
    public List<FaceCrop> align(Frame frame, List<Detection> faces, ModelInput input) {
      return run(answer, right.align(frame, faces, input));
    }

    @Override
    public void close() {}
  }

  private static final class Model implements EmotionModel {
    private final Fakes.Model right = new Fakes.Model();
    private volatile Answer<List<Classification>, List<Classification>> answer = all -> all;

    @Override
    public ModelDescriptor descriptor() {
      return right.descriptor();
    }

    @Override
    public List<Classification> classify(FaceBatch batch) {
      return run(answer, right.classify(batch));
    }

    @Override
    public void close() {}
  }

  private static <A, R> R run(Answer<A, R> answer, A asked) {
    try {
      return answer.to(asked);
    } catch (Exception e) {
      return thrown(e);
    }
  }

  /** Throws any exception without declaring it, as parts in Kotlin or Scala do. */
  private static <R> R thrown(Throwable e) {
    return PluginFaultsTest.<R, RuntimeException>undeclared(e);
  }

  @SuppressWarnings("unchecked")
  private static <R, T extends Throwable> R undeclared(Throwable e) throws T {
    throw (T) e;
  }

  private void assertFailsNaming(String part, String matter) {
    for (int i = 0; i < 5; i++) { // more often than there are threads: nothing may be used up
      assertThatThrownBy(() -> recognizer.recognize(frame()))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining(part)
          .hasMessageContaining(matter);
    }
  }

  private void assertWorks() {
    assertThat(recognizer.recognize(frame()).faces()).hasSize(2);
  }

  static Stream<Throwable> throwables() {
    return Stream.of(
        new IllegalStateException("broken"),
        new NullPointerException("broken"),
        new IOException("broken"),
        new StackOverflowError("broken"),
        new NoClassDefFoundError("broken"),
        new UnsatisfiedLinkError("broken"),
        new AssertionError("broken"),
        new OutOfMemoryError("broken"));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void recognize_partThatThrowsAnything_isNamedWithTheCause(Throwable failure) {
    Function<Frame, List<Detection>> right = detector.answer;
    detector.answer = frame -> thrown(failure);
    assertFailsNaming("detector " + Fakes.Detector.class.getName(), "broken");
    assertThatThrownBy(() -> recognizer.recognize(frame())).hasCause(failure);
    detector.answer = right;
    assertWorks();

    aligner.answer = crops -> thrown(failure);
    assertFailsNaming("aligner " + Aligner.class.getName(), "broken");
    aligner.answer = crops -> crops;
    assertWorks();

    model.answer = all -> thrown(failure);
    assertFailsNaming("model " + Model.class.getName(), "broken");
    model.answer = all -> all;
    assertWorks();
  }

  @Test
  void recognize_memoryRunsOutInABatch_saysWhatToChange() {
    model.answer = all -> thrown(new OutOfMemoryError("Cannot reserve 1 bytes"));
    assertFailsNaming("model", "emotion.model.max-batch");
    model.answer = all -> all;
    assertWorks();
  }

  @Test
  void recognize_partThatThrowsWithoutAMessage_isNamedByTheKindOfError() {
    model.answer = all -> thrown(new IllegalStateException());
    assertFailsNaming("model", "java.lang.IllegalStateException");
  }

  @Test
  void recognize_detectorAnswersNonsense_isNamed() {
    Function<Frame, List<Detection>> right = detector.answer;
    List<Function<Frame, List<Detection>>> wrong =
        List.of(
            frame -> null,
            frame -> Arrays.asList(FACES.get(0), null),
            frame -> List.of(Fakes.face(Double.NaN, 0, 10, 0.5)),
            frame -> List.of(Fakes.face(0, 0, Double.POSITIVE_INFINITY, 0.5)),
            frame -> List.of(Fakes.face(0, 0, 10, Double.NaN)),
            frame -> List.of(Fakes.face(-50, 0, 10, 0.5)),
            frame -> List.of(Fakes.face(0, 80, 10, 0.5)));
    for (Function<Frame, List<Detection>> answer : wrong) {
      detector.answer = answer;
      assertFailsNaming("detector", "");
    }
    detector.answer = right;
    assertWorks();
  }

  @Test
  void recognize_alignerAnswersNonsense_isNamedAndNotTheModel() {
    List<Answer<List<FaceCrop>, List<FaceCrop>>> wrong =
        List.of(
            crops -> null,
            crops -> List.of(),
            crops -> crops.subList(1, 2),
            crops -> Collections.nCopies(3, crops.get(0)),
            crops -> Arrays.asList(crops.get(0), null),
            crops -> List.of(crops.get(0), new FaceCrop(3, 1, 1, new byte[3])),
            crops -> List.of(crops.get(0), new FaceCrop(2, 1, 3, new byte[6])));
    for (Answer<List<FaceCrop>, List<FaceCrop>> answer : wrong) {
      aligner.answer = answer;
      assertFailsNaming("aligner " + Aligner.class.getName(), "");
    }
    aligner.answer = crops -> crops;
    assertWorks();
  }

  @Test
  void recognize_modelAnswersNonsense_isNamed() {
    List<Answer<List<Classification>, List<Classification>>> wrong =
        List.of(
            all -> null,
            all -> List.of(),
            all -> all.subList(1, 2),
            all -> Collections.nCopies(3, all.get(0)),
            all -> Arrays.asList(all.get(0), null),
            all -> Collections.nCopies(2, scores(Float.NaN, 0.5f, 0.5)),
            all -> Collections.nCopies(2, scores(0.9f, 0.9f, 0.5)),
            all -> Collections.nCopies(2, scores(0.5f, 0.5f, Double.NaN)),
            all -> Collections.nCopies(2, scores(0.5f, 0.5f, 1.5)),
            all -> Collections.nCopies(2, otherLabels()));
    for (Answer<List<Classification>, List<Classification>> answer : wrong) {
      model.answer = answer;
      assertFailsNaming("model " + Model.class.getName(), "");
    }
    model.answer = all -> all;
    assertWorks();
  }

  private static Classification scores(float happiness, float sadness, double reliability) {
    return new Classification(
        EmotionScores.of(
            List.of(Emotion.HAPPINESS, Emotion.SADNESS), new float[] {happiness, sadness}),
        OptionalDouble.of(reliability));
  }

  private static Classification otherLabels() {
    return new Classification(
        EmotionScores.of(List.of(Emotion.SADNESS, Emotion.HAPPINESS), new float[] {0.5f, 0.5f}),
        OptionalDouble.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"detector", "aligner", "model"})
  void recognize_partThatBlocks_holdsUpNoOtherCallAndEndsWhenInterrupted(String part)
      throws Exception {
    Function<Frame, List<Detection>> right = detector.answer;
    CountDownLatch blocked = new CountDownLatch(1);
    switch (part) {
      case "detector" ->
          detector.answer = frame -> run(asked -> blockForEver(blocked), right.apply(frame));
      case "aligner" -> aligner.answer = crops -> blockForEver(blocked);
      default -> model.answer = all -> blockForEver(blocked);
    }
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread stuck =
        new Thread(
            () -> {
              try {
                recognizer.recognize(frame());
              } catch (InferenceException e) {
                thrown.set(e);
              }
              flag.set(Thread.currentThread().isInterrupted());
            });
    stuck.start();
    blocked.await();
    detector.answer = right;
    aligner.answer = crops -> crops;
    model.answer = all -> all;
    for (int i = 0; i < 10; i++) {
      assertWorks();
    }
    Future<?> closing = executor.submit(recognizer::close);
    stuck.interrupt();
    stuck.join();
    closing.get();
    assertThat(thrown.get()).hasMessageContaining("the " + part);
    assertThat(flag.get()).isTrue();
  }

  private static <R> R blockForEver(CountDownLatch blocked) throws InterruptedException {
    blocked.countDown();
    new CountDownLatch(1).await();
    throw new AssertionError("nobody counts down");
  }

  /** A tracker and a smoother that do as they are told; everyone is found at the same place. */
  private static final class StreamParts implements FaceTracker, ScoreSmoother {
    private Answer<List<Track>, List<Track>> tracks = all -> all;
    private Answer<Smoothed, Smoothed> smoothed = one -> one;

    @Override
    public List<Track> update(Frame frame, List<Detection> faces) {
      List<Track> all = new ArrayList<>();
      for (Detection face : faces) {
        all.add(new Track(all.size() + 1, TrackedFace.State.SEEN, face));
      }
      return run(tracks, all);
    }

    @Override
    public List<Track> predict(Frame frame) {
      throw new AssertionError("the detector runs on every frame");
    }

    @Override
    public Smoothed smooth(Duration timestamp, EmotionScores scores, double weight) {
      return run(smoothed, new Smoothed(scores, scores.top()));
    }
  }

  private EmotionStream stream(StreamParts parts) {
    return recognizer.openStream(
        StreamOptions.builder()
            .quality(EmotionStreamTest.ANY_QUALITY)
            .tracker(options -> parts)
            .smoother(options -> parts)
            .build());
  }

  /** The stream names the part, and goes on as soon as the part does. */
  private static void assertFailsNaming(
      EmotionStream stream, long millis, String part, String matter) {
    assertThatThrownBy(() -> stream.process(at(millis)))
        .isInstanceOf(InferenceException.class)
        .hasMessageContaining("the " + part)
        .hasMessageContaining(matter);
  }

  private static void assertGoesOn(EmotionStream stream, long millis) {
    List<TrackedFace> faces = stream.process(at(millis)).faces();
    assertThat(faces).hasSize(2).allMatch(face -> face.label().isPresent());
  }

  private static Frame at(long millis) {
    return frame().withTimestamp(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void process_trackerOrSmootherThatThrowsAnything_isNamedAndTheStreamGoesOn(Throwable failure) {
    StreamParts parts = new StreamParts();
    try (EmotionStream stream = stream(parts)) {
      parts.tracks = all -> thrown(failure);
      assertFailsNaming(stream, 0, "tracker " + StreamParts.class.getName(), "broken");
      parts.tracks = all -> all;
      assertGoesOn(stream, 10);
      parts.smoothed = one -> thrown(failure);
      assertFailsNaming(stream, 20, "smoother " + StreamParts.class.getName(), "broken");
      parts.smoothed = one -> one;
      assertGoesOn(stream, 30);
      assertThat(stream.statistics().failed()).isEqualTo(2);
    }
    assertWorks();
  }

  @Test
  void process_trackerAnswersNonsense_isNamedAndTheStreamGoesOn() {
    List<Answer<List<Track>, List<Track>>> wrong =
        List.of(
            all -> null,
            all -> Arrays.asList(all.get(0), null),
            all -> List.of(all.get(0), all.get(0)),
            all -> List.of(new Track(0, TrackedFace.State.SEEN, FACES.get(0))),
            all -> List.of(new Track(1, TrackedFace.State.SEEN, Fakes.face(500, 0, 10, 0.5))));
    StreamParts parts = new StreamParts();
    try (EmotionStream stream = stream(parts)) {
      long millis = 0;
      for (Answer<List<Track>, List<Track>> answer : wrong) {
        parts.tracks = answer;
        assertFailsNaming(stream, millis++, "tracker", "");
        parts.tracks = all -> all;
        assertGoesOn(stream, millis++);
      }
    }
  }

  @Test
  void process_smootherAnswersNonsense_isNamedAndTheStreamGoesOn() {
    EmotionScores other = EmotionScores.of(List.of(Emotion.ANGER), new float[] {1});
    List<Answer<ScoreSmoother.Smoothed, ScoreSmoother.Smoothed>> wrong =
        List.of(
            one -> null,
            one -> new ScoreSmoother.Smoothed(one.scores(), null),
            one -> new ScoreSmoother.Smoothed(other, Emotion.ANGER),
            one -> new ScoreSmoother.Smoothed(one.scores(), Emotion.ANGER));
    StreamParts parts = new StreamParts();
    try (EmotionStream stream = stream(parts)) {
      long millis = 0;
      for (Answer<ScoreSmoother.Smoothed, ScoreSmoother.Smoothed> answer : wrong) {
        parts.smoothed = answer;
        assertFailsNaming(stream, millis++, "smoother", "");
        parts.smoothed = one -> one;
        assertGoesOn(stream, millis++);
      }
    }
  }

  @Test
  void recognize_interruptedThread_worksAndKeepsItsFlag() {
    Thread.currentThread().interrupt();
    try {
      assertWorks();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void close_interruptedThread_waitsForRunningCallsAllTheSame() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    detector.answer =
        frame -> {
          running.countDown();
          awaitUninterruptibly(finish);
          return List.of();
        };
    Future<EmotionResult> call = executor.submit(() -> recognizer.recognize(frame()));
    running.await();
    Thread closing = new Thread(recognizer::close);
    closing.start();
    closing.interrupt();
    assertThat(call.isDone()).isFalse();
    assertThat(closing.isAlive()).isTrue();
    finish.countDown();
    assertThat(call.get().faces()).isEmpty();
    closing.join();
    assertThatThrownBy(() -> recognizer.recognize(frame())).isInstanceOf(ClosedException.class);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void close_fromWithinACall_isRefusedRatherThanWaitedForForEver() {
    detector.answer =
        frame -> {
          recognizer.close();
          return List.of();
        };
    assertThatThrownBy(() -> recognizer.recognize(frame()))
        .isInstanceOf(InferenceException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("from within a call");
    detector.answer = frame -> List.of();
    assertThat(recognizer.recognize(frame()).faces()).isEmpty();
  }

  @Test
  void close_whileManyThreadsRecognize_everyCallEndsWithAResultOrClosed() throws Exception {
    for (int round = 0; round < 50; round++) {
      FaceEmotionRecognizer other = builder().build();
      CountDownLatch started = new CountDownLatch(4);
      List<Future<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(
            executor.submit(
                () -> {
                  int results = 0;
                  while (true) {
                    try {
                      assertThat(other.recognize(frame()).faces()).hasSize(2);
                      results++;
                      started.countDown();
                    } catch (ClosedException e) {
                      return results;
                    }
                  }
                }));
      }
      started.await();
      Future<?> second = executor.submit(other::close);
      other.close();
      second.get();
      for (Future<Integer> call : calls) {
        assertThat(call.get()).isNotNegative();
      }
    }
  }

  /** 1024 x 1024 in colour are 12 MB a face: the batch is bounded by its bytes, not its faces. */
  @Test
  void recognize_manyFacesForALargeInput_goThroughInBoundedBatches() {
    ModelInput large =
        new ModelInput(
            ModelInput.Layout.NCHW,
            1024,
            1024,
            ModelInput.Channels.RGB,
            new Normalization.PerImage(0.05),
            new CropRule(0.5, 0.4, 0.4, 0.5, 0.5, 0.8));
    LargeModel wide = new LargeModel(large);
    byte[] pixels = new byte[large.elements()];
    FaceAligner crops =
        new FaceAligner() {
          @Override
          public List<FaceCrop> align(Frame frame, List<Detection> faces, ModelInput input) {
            return Collections.nCopies(faces.size(), new FaceCrop(1024, 1024, 3, pixels));
          }

          @Override
          public void close() {}
        };
    detector.answer = frame -> Collections.nCopies(12, FACES.get(0));
    try (FaceEmotionRecognizer other =
        builder().aligner(crops).model(wide).set(ConfigKey.MAX_BATCH, "4096").build()) {
      assertThat(other.recognize(frame()).faces()).hasSize(12);
    }
    assertThat(wide.bytes).hasSizeGreaterThan(1).allMatch(bytes -> bytes <= 64 << 20);
  }

  private static final class LargeModel implements EmotionModel {
    private final List<Integer> bytes = new ArrayList<>();
    private final ModelDescriptor descriptor;

    LargeModel(ModelInput input) {
      ModelDescriptor small = TestModels.descriptor(ModelOutput.Kind.LOGITS, 1, false);
      descriptor =
          new ModelDescriptor(
              small.id(),
              small.version(),
              small.title(),
              small.labels(),
              input,
              small.output(),
              1,
              new byte[input.elements()],
              List.of(),
              small.licences(),
              List.of(),
              Map.of());
    }

    @Override
    public ModelDescriptor descriptor() {
      return descriptor;
    }

    @Override
    public List<Classification> classify(FaceBatch batch) {
      bytes.add(batch.bytes().remaining());
      return Collections.nCopies(
          batch.size(),
          new Classification(
              EmotionScores.of(descriptor.labels(), new float[] {0.5f, 0.5f}),
              OptionalDouble.empty()));
    }

    @Override
    public void close() {}
  }
}
