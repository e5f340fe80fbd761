package org.emotion4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithXNNPACK;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.emotion4j.Frame;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.opencv.BlazeFaceDetector;
import org.emotion4j.opencv.OpenCv;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import org.jspecify.annotations.Nullable;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;
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
 * What it costs to look for faces in a camera frame with one face, half its height; and beside it
 * what BlazeFace's networks cost alone, on a ready input, by the engine that the library uses and
 * by OpenCV dnn.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests compile exec:exec@jmh -Djmh.args="DetectorBenchmark -p faces=1"
 * mvn -q -pl benchmarks -am -DskipTests compile exec:exec@jmh -Djmh.args="DetectorBenchmark.detect -p faces=1 -p detector=yunet -p model=/path/to/face_detection_yunet_2023mar.onnx"
 * </pre>
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DetectorBenchmark {

  /** A detector and a frame. */
  @State(Scope.Benchmark)
  public static class Camera {
    @Param({"blazeface", "blazeface-full", "haar", "lbp"})
    private String detector = "blazeface";

    /** The detector's own model; none for those that are bundled. */
    @Param("")
    private String model = "";

    @SuppressWarnings("NullAway.Init") // made in open()
    private FaceDetector opened;

    @SuppressWarnings("NullAway.Init")
    private Frame frame;

    @Setup
    public void open(Scene scene) {
      EmotionConfig config = Parts.config();
      if (!model.isEmpty()) {
        config = config.with(Map.of(ConfigKey.DETECTOR_MODEL.key(), model), "the benchmark");
      }
      opened = Parts.detector(detector, config);
      frame = scene.frame();
      if (opened.detect(frame).isEmpty()) {
        throw new IllegalStateException(detector + " did not find the face in " + frame);
      }
    }

    @TearDown
    public void close() {
      opened.close();
    }
  }

  /** One of BlazeFace's networks with an input of black pixels. */
  @State(Scope.Benchmark)
  public static class Network {
    @Param({"short", "full"})
    private String range = "short";

    @Param({"tensorflow-lite", "opencv"})
    private String engine = "tensorflow-lite";

    @SuppressWarnings("NullAway.Init") // made in open()
    private Runnable forward;

    /** What an interpreter reads from, kept from the garbage collector. */
    private final List<Pointer> natives = new ArrayList<>();

    @Setup
    public void open() throws IOException {
      OpenCv.load();
      byte[] file = file(range);
      forward = engine.equals("opencv") ? openCv(file) : tensorFlowLite(file);
    }

    /** The bundled file of a range. */
    static byte[] file(String range) throws IOException {
      String name = "face_detection_" + range + "_range.tflite";
      try (InputStream stream = BlazeFaceDetector.class.getResourceAsStream(name)) {
        if (stream == null) {
          throw new IllegalStateException(name + " is not beside BlazeFaceDetector");
        }
        return stream.readAllBytes();
      }
    }

    void forward() {
      forward.run();
    }

    /** Not freed: JMH ends the process with the trial. */
    private Runnable tensorFlowLite(byte[] file) {
      BytePointer bytes = new BytePointer(file);
      FlatBufferModel model = FlatBufferModel.VerifyAndBuildFromBuffer(bytes, file.length);
      natives.addAll(List.of(bytes, model));
      Interpreter interpreter = new Interpreter((@Nullable Pointer) null);
      try (BuiltinOpResolverWithXNNPACK operators = new BuiltinOpResolverWithXNNPACK(true);
          InterpreterBuilder builder = new InterpreterBuilder(model, operators)) {
        require(builder.SetNumThreads(1));
        require(builder.apply(interpreter));
        require(interpreter.AllocateTensors());
      }
      long floats = interpreter.input_tensor(0).bytes() / Float.BYTES;
      FloatBuffer input = interpreter.typed_input_tensor_float(0).capacity(floats).asBuffer();
      while (input.hasRemaining()) {
        input.put(-1);
      }
      return () -> require(interpreter.Invoke());
    }

    private static void require(int status) {
      if (status != tensorflowlite.kTfLiteOk) {
        throw new IllegalStateException("TensorFlow Lite failed with status " + status);
      }
    }

    private Runnable openCv(byte[] file) {
      Net net = Dnn.readNetFromTFLite(new MatOfByte(file));
      net.setPreferableBackend(Dnn.DNN_BACKEND_OPENCV);
      net.setPreferableTarget(Dnn.DNN_TARGET_CPU);
      List<String> names = net.getUnconnectedOutLayersNames();
      int side = range.equals("short") ? 128 : 192;
      Mat input = new Mat(new int[] {1, 3, side, side}, CvType.CV_32F, new Scalar(-1));
      return () -> {
        net.setInput(input);
        List<Mat> outputs = new ArrayList<>(names.size());
        net.forward(outputs, names);
        outputs.forEach(Mat::release);
      };
    }
  }

  @Benchmark
  public List<Detection> detect(Camera camera) {
    return camera.opened.detect(camera.frame);
  }

  @Benchmark
  public void forward(Network network) {
    network.forward();
  }
}
