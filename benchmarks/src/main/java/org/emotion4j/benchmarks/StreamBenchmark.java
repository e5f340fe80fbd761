package org.emotion4j.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a video's frame costs: {@code EmotionStream.process} at 30 frames a second of the video,
 * when the detector and the model run on every frame, and when a budget lets them run less often.
 * With a budget, look at the mean: most frames cost little, and some pay for the detector.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests compile exec:exec@jmh \
 *   -Djmh.args="StreamBenchmark -p size=640x480 -p faces=1"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StreamBenchmark {
  private static final String NONE = "none";

  @Param({NONE, "1ms", "0.1ms"})
  private String budget = NONE;

  private long frames;

  @SuppressWarnings("NullAway.Init") // made in open()
  private Frame frame;

  @SuppressWarnings("NullAway.Init")
  private FaceEmotionRecognizer recognizer;

  @SuppressWarnings("NullAway.Init")
  private EmotionStream stream;

  @Setup
  public void open(Scene scene) {
    frame = scene.frame();
    FaceEmotionRecognizer.Builder builder = FaceEmotionRecognizer.builder().config(Parts.config());
    if (!budget.equals(NONE)) {
      builder.set(ConfigKey.STREAM_BUDGET, budget);
    }
    recognizer = builder.build();
    stream = recognizer.openStream();
    scene.requireAll(process().faces().size());
  }

  @TearDown
  public void close() {
    stream.close();
    recognizer.close();
  }

  @Benchmark
  public StreamResult process() {
    return stream.process(frame.withTimestamp(Duration.ofNanos(frames++ * 1_000_000_000L / 30)));
  }
}
