package org.emotion4j.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
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
 * What a model costs: {@code classify} on faces that are cut out and normalised already, one or
 * several at once. A network is a model's name or folder, and the back end that runs it.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests compile exec:exec@jmh -Djmh.args="ClassifyBenchmark"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ClassifyBenchmark {
  @Param({"ferplus@pytorch", "ferplus-fp32@pytorch", "ferplus@opencv", "ferplus@onnxruntime"})
  private String network = "ferplus@pytorch";

  @Param({"1", "4", "16"})
  private int batch = 1;

  @SuppressWarnings("NullAway.Init") // made in open()
  private EmotionModel model;

  @SuppressWarnings("NullAway.Init")
  private FaceBatch faces;

  @Setup
  public void open() {
    int at = network.lastIndexOf('@');
    model = Parts.model(ModelFolder.find(network.substring(0, at)), network.substring(at + 1));
    faces = Parts.batch(model.descriptor().input(), batch);
  }

  @TearDown
  public void close() {
    model.close();
  }

  @Benchmark
  public List<Classification> classify() {
    return model.classify(faces);
  }
}
