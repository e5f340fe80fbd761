package org.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.ScoreSmoother;
import org.emotion4j.spi.Track;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.FaceQuality.Reason;
import org.emotion4j.stream.QualityThresholds;
import org.emotion4j.stream.StreamListener;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.stream.StreamStatistics;
import org.emotion4j.stream.TrackedFace;
import org.emotion4j.stream.TrackedFace.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EmotionStreamTest {
  /** The fakes' crops of two pixels have no quality to speak of. */
  static final QualityThresholds ANY_QUALITY = new QualityThresholds(0, 0, 0, 0, 1, 90, 1);

  private final Fakes.Detector detector =
      new Fakes.Detector(Fakes.face(60, 5, 30, 0.8), Fakes.face(10, 20, 8, 0.9));
  private final Fakes.Model model = new Fakes.Model();
  private final FaceEmotionRecognizer recognizer =
      FaceEmotionRecognizer.builder()
          .config(EmotionConfig.of(Map.of()))
          .detector(detector)
          .aligner(new Fakes.Aligner())
          .model(model)
          .build();

  /** Runs live work when the test says so. */
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  private final List<StreamResult> results = new ArrayList<>();

  @AfterEach
  void close() {
    recognizer.close();
  }

  private static StreamOptions.Builder options() {
    return StreamOptions.builder().quality(ANY_QUALITY);
  }

  private StreamOptions.Builder live() {
    return options().executor(tasks::add).listener(results::add);
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private static Frame frame(long millis) {
    return Frame.wrap(ByteBuffer.allocateDirect(100 * 80), 100, 80, PixelFormat.GRAY8)
        .withTimestamp(Duration.ofMillis(millis));
  }

  /** Everything that was handed in is accounted for, at any moment. */
  private static StreamStatistics checked(EmotionStream stream) {
    StreamStatistics s = stream.statistics();
    assertThat(s.processed() + s.dropped() + s.failed() + s.pending()).isEqualTo(s.submitted());
    assertThat(s.pending()).isNotNegative();
    return s;
  }

  @Test
  void process_faces_haveIdsAndSteadyEmotions() {
    try (EmotionStream stream = recognizer.openStream(options().build())) {
      stream.process(frame(0));
      StreamResult result = stream.process(frame(40));
      assertThat(result.frame()).isEqualTo(1);
      assertThat(result.timestamp()).isEqualTo(Duration.ofMillis(40));
      assertThat(result.width()).isEqualTo(100);
      assertThat(result.height()).isEqualTo(80);
      assertThat(result.detectorRan()).isTrue();
      assertThat(result.dropped()).isZero();
      assertThat(result.times().total()).isPositive();
      assertThat(result.staleness()).isGreaterThanOrEqualTo(result.times().total());
      assertThat(result.faces()).extracting(TrackedFace::id).containsExactly(1, 2);
      TrackedFace first = result.faces().get(0);
      assertThat(first.state()).isEqualTo(State.SEEN);
      assertThat(first.box()).isEqualTo(new BoundingBox(60, 5, 30, 30));
      assertThat(first.label()).contains(Emotion.HAPPINESS);
      assertThat(first.confidence()).isEqualTo(first.raw().orElseThrow().scores().topScore());
      assertThat(first.uncertain()).isFalse();
      assertThat(first.baseline()).isEmpty();
      assertThat(result.faces().get(1).label()).contains(Emotion.SADNESS);
      StreamStatistics statistics = checked(stream);
      assertThat(statistics.processed()).isEqualTo(2);
      assertThat(statistics.detectorRuns()).isEqualTo(2);
      assertThat(statistics.staleness()).isEqualTo(result.staleness());
    }
  }

  @Test
  void process_faceNotFound_isLostAndKeepsItsLabel() {
    try (EmotionStream stream = recognizer.openStream(options().build())) {
      stream.process(frame(0));
      detector.answer = f -> List.of();
      TrackedFace lost = stream.process(frame(40)).faces().get(0);
      assertThat(lost.state()).isEqualTo(State.LOST);
      assertThat(lost.raw()).isEmpty();
      assertThat(lost.quality()).isEmpty();
      assertThat(lost.label()).contains(Emotion.HAPPINESS);
      assertThat(stream.process(frame(2000)).faces()).isEmpty();
    }
  }

  @Test
  void process_unreadableFace_isWithheldWithItsReasons() {
    try (EmotionStream stream = recognizer.openStream()) {
      TrackedFace face = stream.process(frame(0)).faces().get(0);
      assertThat(face.raw()).isPresent();
      assertThat(face.uncertain()).isTrue();
      assertThat(face.reasons()).contains(Reason.BLURRED);
      assertThat(face.scores()).isEmpty();
      assertThat(face.label()).isEmpty();
      assertThat(face.confidence()).isZero();
    }
  }

  @Test
  void process_timestampNotAfterTheOneBefore_namesBothAndCountsNothing() {
    try (EmotionStream stream = recognizer.openStream(options().build())) {
      stream.process(frame(80));
      for (long millis : new long[] {80, 40}) {
        assertThatThrownBy(() -> stream.process(frame(millis)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("PT0.08S")
            .hasMessageContaining(Duration.ofMillis(millis).toString());
      }
      stream.process(frame(120));
      assertThat(checked(stream).submitted()).isEqualTo(2);
    }
  }

  @Test
  void process_partFails_isCountedAndTheStreamGoesOn() {
    try (EmotionStream stream = recognizer.openStream(options().build())) {
      model.failure = new IllegalStateException("broken");
      assertThatThrownBy(() -> stream.process(frame(0))).isInstanceOf(InferenceException.class);
      model.failure = null;
      assertThat(stream.process(frame(40)).frame()).isEqualTo(1);
      assertThat(checked(stream).failed()).isEqualTo(1);
    }
  }

  @Test
  void process_inTwoThreadsAtOnce_isAnError() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    detector.answer =
        f -> {
          inside.countDown();
          await(go);
          return List.of();
        };
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (EmotionStream stream = recognizer.openStream(options().build())) {
      var first = other.submit(() -> stream.process(frame(0)));
      await(inside);
      assertThatThrownBy(() -> stream.process(frame(40)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another thread");
      stream.close(); // does not wait for the running call, which ends well
      go.countDown();
      assertThat(first.get().faces()).isEmpty();
    } finally {
      other.shutdown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void streamUsedBothWays_isAnError() {
    try (EmotionStream file = recognizer.openStream(live().build());
        EmotionStream camera = recognizer.openStream(live().build())) {
      file.process(frame(0));
      assertThatThrownBy(() -> file.submit(frame(40)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("process()");
      camera.submit(frame(0));
      assertThatThrownBy(() -> camera.process(frame(40)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("submit()");
    }
    assertThatNullPointerException().isThrownBy(() -> recognizer.openStream(null));
  }

  @Test
  void submit_fasterThanTheWork_newestFrameWinsAndTheRestAreCounted() {
    try (EmotionStream stream = recognizer.openStream(live().build())) {
      for (int i = 0; i < 5; i++) {
        stream.submit(frame(10 * i));
      }
      assertThat(tasks).hasSize(1);
      assertThat(checked(stream).pending()).isEqualTo(1);
      runTasks();
      stream.submit(frame(100));
      runTasks();
      assertThat(results).extracting(StreamResult::frame).containsExactly(4L, 5L);
      assertThat(results).extracting(StreamResult::dropped).containsExactly(4L, 4L);
      StreamStatistics statistics = checked(stream);
      assertThat(statistics.submitted()).isEqualTo(6);
      assertThat(statistics.processed()).isEqualTo(2);
      assertThat(statistics.dropped()).isEqualTo(4);
      assertThatThrownBy(() -> stream.submit(frame(100)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PT0.1S");
    }
  }

  @Test
  void submit_bufferReusedAtOnce_doesNotChangeTheFrame() {
    List<Integer> seen = new ArrayList<>();
    detector.answer =
        f -> {
          seen.add((int) f.pixels().get(100));
          return List.of();
        };
    ByteBuffer buffer = ByteBuffer.allocateDirect(120 * 80);
    try (EmotionStream stream = recognizer.openStream(live().build())) {
      for (byte i = 1; i <= 3; i++) {
        buffer.put(100, i);
        stream.submit(
            Frame.wrap(buffer, 100, 80, 120, PixelFormat.GRAY8)
                .withTimestamp(Duration.ofMillis(i)));
        buffer.put(100, (byte) 99);
        runTasks();
      }
    }
    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void submit_rotationAndStride_areKept() {
    List<Frame> seen = new ArrayList<>();
    detector.answer =
        f -> {
          seen.add(f);
          return List.of();
        };
    try (EmotionStream stream = recognizer.openStream(live().build())) {
      stream.submit(
          Frame.wrap(ByteBuffer.allocate(300 * 81), 99, 80, 300, PixelFormat.BGR24)
              .withRotation(90)
              .withTimestamp(Duration.ofMillis(5)));
      runTasks();
    }
    assertThat(seen.get(0)).hasToString("Frame[99x80 BGR24, rotation 90, at PT0.005S]");
    assertThat(seen.get(0).stride()).isEqualTo(300);
  }

  @Test
  void submit_partFails_tellsTheListenerAndGoesOn() {
    List<Duration> failures = new ArrayList<>();
    StreamListener listener =
        new StreamListener() {
          @Override
          public void onResult(StreamResult result) {
            results.add(result);
            throw new IllegalStateException("a listener that fails harms itself alone");
          }

          @Override
          public void onFailure(Duration timestamp, RuntimeException failure) {
            failures.add(timestamp);
          }
        };
    try (EmotionStream stream = recognizer.openStream(live().listener(listener).build())) {
      model.failure = new IllegalStateException("broken");
      stream.submit(frame(10));
      runTasks();
      model.failure = null;
      stream.submit(frame(20));
      runTasks();
      assertThat(failures).containsExactly(Duration.ofMillis(10));
      assertThat(results).hasSize(1);
      assertThat(checked(stream).failed()).isEqualTo(1);
    }
  }

  @Test
  void submit_executorRefuses_isTheSubmittersErrorAndCounted() {
    StreamOptions options =
        live()
            .executor(
                task -> {
                  throw new RejectedExecutionException("full");
                })
            .build();
    try (EmotionStream stream = recognizer.openStream(options)) {
      assertThatThrownBy(() -> stream.submit(frame(0)))
          .isInstanceOf(RejectedExecutionException.class);
      assertThat(checked(stream).dropped()).isEqualTo(1);
      assertThat(checked(stream).pending()).isZero();
    }
  }

  @Test
  void submit_recognizerClosedFirst_endsTheStream() {
    Received received = new Received(10);
    EmotionStream stream = recognizer.openStream(live().build());
    stream.results().subscribe(received);
    stream.submit(frame(0));
    recognizer.close();
    runTasks();
    assertThat(received.failure).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> stream.submit(frame(40)))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("recognizer");
    assertThat(checked(stream).failed()).isEqualTo(1);
  }

  /** A subscriber that asks for so many results at first. */
  private static final class Received implements Flow.Subscriber<StreamResult> {
    final List<Long> frames = new ArrayList<>();
    final int first;
    Flow.Subscription subscription;
    boolean complete;
    Throwable failure;

    Received(int first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (first != 0) {
        given.request(first);
      }
    }

    @Override
    public void onNext(StreamResult result) {
      frames.add(result.frame());
    }

    @Override
    public void onError(Throwable throwable) {
      failure = throwable;
    }

    @Override
    public void onComplete() {
      complete = true;
    }
  }

  @Test
  void results_slowSubscriber_holdsWorkSoThatTheNewestFrameIsNext() {
    Received received = new Received(1);
    EmotionStream stream = recognizer.openStream(live().build());
    stream.results().subscribe(received);
    for (int i = 0; i < 4; i++) {
      stream.submit(frame(10 * i));
      runTasks();
    }
    assertThat(received.frames).containsExactly(0L);
    assertThat(checked(stream).dropped()).isEqualTo(2);
    assertThat(checked(stream).pending()).isEqualTo(1);
    received.subscription.request(5);
    runTasks();
    assertThat(received.frames).containsExactly(0L, 3L);
    stream.close();
    assertThat(received.complete).isTrue();
    Received late = new Received(1);
    stream.results().subscribe(late);
    assertThat(late.complete).isTrue();
  }

  @Test
  void results_cancelled_noLongerHoldsTheStream() {
    Received idle = new Received(0);
    Received keen = new Received(10);
    try (EmotionStream stream = recognizer.openStream(live().build())) {
      stream.results().subscribe(idle);
      stream.results().subscribe(keen);
      stream.submit(frame(0));
      runTasks();
      assertThat(results).isEmpty();
      idle.subscription.cancel();
      runTasks();
      assertThat(keen.frames).containsExactly(0L);
      assertThat(results).hasSize(1);
    }
    assertThat(idle.frames).isEmpty();
    assertThat(idle.complete).isFalse();
  }

  @Test
  void results_illegalRequest_isTheSubscribersError() {
    Received illegal = new Received(-1);
    try (EmotionStream stream = recognizer.openStream(live().build())) {
      stream.results().subscribe(illegal);
      stream.submit(frame(0));
      runTasks();
      assertThat(illegal.failure).isInstanceOf(IllegalArgumentException.class);
      assertThat(results).hasSize(1);
    }
  }

  @Test
  void close_frameWaits_dropsItAndRefusesMore() throws Exception {
    EmotionStream stream = recognizer.openStream(live().build());
    stream.submit(frame(0));
    stream.close();
    stream.close();
    runTasks();
    assertThat(results).isEmpty();
    assertThat(checked(stream).dropped()).isEqualTo(1);
    assertThat(checked(stream).pending()).isZero();
    assertThatThrownBy(() -> stream.submit(frame(40))).isInstanceOf(ClosedException.class);
    assertThatThrownBy(() -> stream.process(frame(40))).isInstanceOf(ClosedException.class);
    assertThat(stream.closeAndDrain(Duration.ZERO)).isFalse();
  }

  @Test
  void close_inAListener_isTheLastResult() {
    EmotionStream[] stream = new EmotionStream[1];
    Received received = new Received(10);
    stream[0] =
        recognizer.openStream(
            live()
                .listener(
                    result -> {
                      results.add(result);
                      stream[0].close();
                    })
                .build());
    stream[0].results().subscribe(received);
    stream[0].submit(frame(0));
    runTasks();
    assertThat(results).hasSize(1);
    assertThat(received.frames).isEmpty();
    assertThat(received.complete).isTrue();
  }

  @Test
  void closeAndDrain_executorRuns_deliversWhatWasSubmitted() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      EmotionStream stream = recognizer.openStream(live().executor(executor).build());
      stream.submit(frame(0));
      stream.submit(frame(10));
      assertThat(stream.closeAndDrain(Duration.ofSeconds(60))).isTrue();
      StreamStatistics statistics = checked(stream);
      assertThat(statistics.pending()).isZero();
      assertThat(results).hasSize((int) statistics.processed());
      assertThat(results.get(results.size() - 1).frame()).isEqualTo(1);
      assertThatThrownBy(() -> stream.submit(frame(20))).isInstanceOf(ClosedException.class);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void closeAndDrain_executorNeverRuns_givesUpAfterTheTimeout() throws Exception {
    EmotionStream stream = recognizer.openStream(live().build());
    stream.submit(frame(0));
    assertThat(stream.closeAndDrain(Duration.ofMillis(20))).isFalse();
    assertThat(checked(stream).dropped()).isEqualTo(1);
    assertThatThrownBy(() -> stream.closeAndDrain(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closeAndDrain_interrupted_closesAndSaysSo() {
    EmotionStream stream = recognizer.openStream(live().build());
    stream.submit(frame(0));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> stream.closeAndDrain(Duration.ofSeconds(60)))
        .isInstanceOf(InterruptedException.class);
    assertThat(checked(stream).dropped()).isEqualTo(1);
  }

  @Test
  void closeAndDrain_inAListener_doesNotWaitForItself() {
    List<Boolean> drained = new ArrayList<>();
    EmotionStream[] stream = new EmotionStream[1];
    stream[0] =
        recognizer.openStream(
            live()
                .listener(
                    result -> {
                      try {
                        drained.add(stream[0].closeAndDrain(Duration.ofHours(1)));
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                    })
                .build());
    stream[0].submit(frame(0));
    runTasks();
    assertThat(drained).containsExactly(false);
    assertThatThrownBy(() -> stream[0].submit(frame(10))).isInstanceOf(ClosedException.class);
  }

  /** One person wherever a face is, and a count of what was closed. */
  private static final class OnePerson implements FaceTracker {
    final AtomicInteger closed;

    OnePerson(AtomicInteger closed) {
      this.closed = closed;
    }

    @Override
    public List<Track> update(Frame frame, List<org.emotion4j.spi.Detection> faces) {
      return List.of(new Track(7, State.SEEN, faces.get(0)));
    }

    @Override
    public List<Track> predict(Frame frame) {
      throw new AssertionError("the detector runs on every frame");
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void ownTrackerAndSmoother_areUsedAndTheTrackerClosedOnce() {
    AtomicInteger closed = new AtomicInteger();
    StreamOptions options =
        options()
            .tracker(o -> new OnePerson(closed))
            .smoother(
                o -> (time, scores, weight) -> new ScoreSmoother.Smoothed(scores, Emotion.SADNESS))
            .build();
    try (EmotionStream stream = recognizer.openStream(options)) {
      TrackedFace face = stream.process(frame(0)).faces().get(0);
      assertThat(face.id()).isEqualTo(7);
      assertThat(face.label()).contains(Emotion.SADNESS);
      stream.close();
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void trackerThatRepeatsAPerson_isNamed() {
    StreamOptions options =
        options()
            .tracker(
                o ->
                    new FaceTracker() {
                      @Override
                      public List<Track> update(
                          Frame frame, List<org.emotion4j.spi.Detection> faces) {
                        return faces.stream().map(f -> new Track(1, State.SEEN, f)).toList();
                      }

                      @Override
                      public List<Track> predict(Frame frame) {
                        return List.of();
                      }
                    })
            .build();
    try (EmotionStream stream = recognizer.openStream(options)) {
      assertThatThrownBy(() -> stream.process(frame(0)))
          .isInstanceOf(InferenceException.class)
          .hasMessageContaining("tracker")
          .hasMessageContaining("person 1 twice");
    }
  }

  @Test
  void openStream_unknownTrackerOrNoNeutral_isNamed() {
    assertThatThrownBy(() -> recognizer.openStream(options().tracker("magic").build()))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("magic")
        .hasMessageContaining("emotion.stream.tracker")
        .hasMessageContaining("motion");
    assertThatThrownBy(() -> recognizer.openStream(options().smoother("magic").build()))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("exponential");
    assertThatThrownBy(
            () -> recognizer.openStream(options().learnBaseline(Duration.ofSeconds(3)).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neutral");
    recognizer.close();
    assertThatThrownBy(recognizer::openStream).isInstanceOf(ClosedException.class);
  }

  @Test
  void submit_manyThreadsWhileOneCloses_countsAddUpAndNothingHangs() throws Exception {
    ExecutorService worker = Executors.newFixedThreadPool(2);
    ExecutorService cameras = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 20; round++) {
        AtomicLong clock = new AtomicLong();
        AtomicLong accepted = new AtomicLong();
        EmotionStream stream =
            recognizer.openStream(options().executor(worker).listener(r -> {}).build());
        List<java.util.concurrent.Future<?>> all = new ArrayList<>();
        for (int camera = 0; camera < 4; camera++) {
          all.add(
              cameras.submit(
                  () -> {
                    for (int i = 0; i < 100; i++) {
                      try {
                        stream.submit(frame(clock.incrementAndGet()));
                        accepted.incrementAndGet();
                      } catch (IllegalArgumentException e) {
                        // another thread's later frame came first
                      } catch (ClosedException e) {
                        return;
                      }
                    }
                  }));
        }
        if (round % 2 == 0) {
          stream.close();
        } else {
          stream.closeAndDrain(Duration.ofSeconds(60));
        }
        for (java.util.concurrent.Future<?> one : all) {
          one.get(60, TimeUnit.SECONDS);
        }
        while (checked(stream).pending() > 0) {
          Thread.onSpinWait(); // a frame that was being worked on when the stream was cancelled
        }
        assertThat(checked(stream).submitted()).isEqualTo(accepted.get());
      }
    } finally {
      cameras.shutdown();
      worker.shutdown();
    }
  }

  /**
   * A camera at 200 frames a second on a slower recognizer: 2 s here, a minute in the profile
   * {@code long}.
   */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void submit_at200FramesASecond_accountsForEveryFrameAndMemoryStaysFlat() throws Exception {
    int seconds = Integer.getInteger("emotion4j.liveSeconds", 2);
    detector.answer =
        f -> {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(8));
          return List.of(Fakes.face(60, 5, 30, 0.8));
        };
    AtomicLong delivered = new AtomicLong();
    AtomicLong lastFrame = new AtomicLong(-1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    ByteBuffer camera = ByteBuffer.allocateDirect(640 * 480 * 3);
    EmotionStream stream =
        recognizer.openStream(
            options()
                .executor(executor)
                .listener(
                    result -> {
                      delivered.incrementAndGet();
                      assertThat(result.frame()).isGreaterThan(lastFrame.getAndSet(result.frame()));
                    })
                .build());
    try {
      long directBefore = -1;
      long start = System.nanoTime();
      for (int i = 0; i < 200 * seconds; i++) {
        stream.submit(
            Frame.wrap(camera, 640, 480, PixelFormat.BGR24)
                .withTimestamp(Duration.ofMillis(5L * i)));
        long due = start + TimeUnit.MILLISECONDS.toNanos(5L * (i + 1));
        LockSupport.parkNanos(due - System.nanoTime());
        if (i == 50) {
          directBefore = directMemory();
        }
        if (i % 50 == 0) {
          checked(stream);
        }
      }
      assertThat(directMemory() - directBefore).isLessThan(2L * camera.capacity());
      assertThat(stream.closeAndDrain(Duration.ofSeconds(60))).isTrue();
      StreamStatistics end = checked(stream);
      assertThat(end.submitted()).isEqualTo(200L * seconds);
      assertThat(end.pending()).isZero();
      assertThat(end.failed()).isZero();
      assertThat(end.processed()).isEqualTo(delivered.get());
      assertThat(lastFrame.get()).isEqualTo(200L * seconds - 1);
    } finally {
      executor.shutdown();
    }
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
