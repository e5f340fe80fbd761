package org.emotion4j.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.emotion4j.Frame;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.Preprocessor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What each stage of a frame's way costs by itself: from a file's bytes to a frame, finding faces,
 * cutting them out, filling a batch. Classifying is in {@link ClassifyBenchmark}.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests compile exec:exec@jmh \
 *   -Djmh.args="StageBenchmark -p size=640x480 -p faces=1"
 * </pre>
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StageBenchmark {
  /** The picture as files. */
  @State(Scope.Benchmark)
  public static class Files {
    private byte[] jpeg = {};
    private byte[] png = {};

    @Setup
    public void encode(Scene scene) {
      jpeg = scene.encoded("jpg");
      png = scene.encoded("png");
    }
  }

  /** Detector, aligner, and what they found. */
  @State(Scope.Benchmark)
  public static class Faces {
    @SuppressWarnings("NullAway.Init") // made in open()
    private FaceDetector detector;

    @SuppressWarnings("NullAway.Init")
    private FaceAligner aligner;

    @SuppressWarnings("NullAway.Init")
    private ModelInput input;

    @SuppressWarnings("NullAway.Init")
    private List<Detection> detections;

    @SuppressWarnings("NullAway.Init")
    private List<FaceCrop> crops;

    @SuppressWarnings("NullAway.Init")
    private FaceBatch batch;

    @Setup
    public void open(Scene scene) {
      input = ModelFolder.find(Parts.DEFAULT_MODEL).descriptor().input();
      detector = Parts.detector(Parts.DEFAULT_DETECTOR, Parts.config());
      aligner = Parts.aligner();
      detections = detector.detect(scene.frame());
      scene.requireAll(detections.size());
      crops = aligner.align(scene.frame(), detections, input);
      batch = new FaceBatch(input, Math.max(1, crops.size()));
    }

    @TearDown
    public void close() {
      aligner.close();
      detector.close();
    }
  }

  /** From the bytes of a JPEG file to a frame, upright. */
  @Benchmark
  public Frame readJpeg(Files files) throws IOException {
    return Frame.read(new ByteArrayInputStream(files.jpeg));
  }

  @Benchmark
  public Frame readPng(Files files) throws IOException {
    return Frame.read(new ByteArrayInputStream(files.png));
  }

  /** From AWT's picture to a frame. */
  @Benchmark
  public Frame ofBufferedImage(Scene scene) {
    return Frame.of(scene.picture());
  }

  /** Reduce and letterbox the frame, convert it, run the network, read and merge its boxes. */
  @Benchmark
  public List<Detection> detect(Scene scene, Faces faces) {
    return faces.detector.detect(scene.frame());
  }

  @Benchmark
  public List<FaceCrop> align(Scene scene, Faces faces) {
    return faces.aligner.align(scene.frame(), faces.detections, faces.input);
  }

  /** Normalise the crops into the model's input. */
  @Benchmark
  public FaceBatch fill(Faces faces) {
    Preprocessor.fill(faces.batch, faces.crops);
    return faces.batch;
  }
}
