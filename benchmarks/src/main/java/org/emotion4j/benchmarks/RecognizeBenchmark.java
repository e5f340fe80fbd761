package org.emotion4j.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
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
 * What one frame costs an application: {@code recognize} on a camera frame in a direct buffer, as a
 * capture library hands it over; and beside it the floor, which is what the two networks cost on
 * tensors that are ready.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests compile exec:exec@jmh \
 *   -Djmh.args="RecognizeBenchmark -p size=640x480 -p faces=1 -p backend=pytorch -prof gc"
 * </pre>
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecognizeBenchmark {
  /** A recognizer and the frame that it works on. */
  @State(Scope.Benchmark)
  public static class Recognizer {
    @Param({"pytorch", "opencv", "onnxruntime"})
    private String backend = "pytorch";

    @SuppressWarnings("NullAway.Init") // made in open()
    private FaceEmotionRecognizer recognizer;

    @SuppressWarnings("NullAway.Init")
    private Frame frame;

    @Setup
    public void open(Scene scene) {
      frame = scene.frame();
      recognizer = Parts.recognizer(backend);
      scene.requireAll(recognizer.recognize(frame).faces().size());
    }

    @TearDown
    public void close() {
      recognizer.close();
    }
  }

  @Benchmark
  public List<FaceEmotion> recognize(Recognizer state) {
    return state.recognizer.recognize(state.frame).faces();
  }

  /** The detector's network alone. */
  @Benchmark
  public void detectorForward(Floor floor) {
    floor.detectorForward();
  }

  /** The model's network alone, on one face. */
  @Benchmark
  public int modelForward(Floor floor) {
    return floor.modelForward();
  }

  /** Both in turn, so that each finds the processor's caches as the other left them. */
  @Benchmark
  public int bothForward(Floor floor) {
    floor.detectorForward();
    return floor.modelForward();
  }
}
