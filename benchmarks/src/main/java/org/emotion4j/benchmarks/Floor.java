package org.emotion4j.benchmarks;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.opencv.BlazeFaceDetector;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a frame cannot cost less than: the two default networks, loaded from the same bytes as the
 * library loads them, called on tensors that are ready, with nothing around the calls. For one
 * thread.
 */
@State(Scope.Benchmark)
public class Floor {
  private static final String DETECTOR_FILE = "face_detection_short_range.tflite";
  private static final int DETECTOR_SIDE = 128;

  @SuppressWarnings("NullAway.Init") // made in open()
  private Net detector;

  @SuppressWarnings("NullAway.Init")
  private List<String> detectorOutputs;

  @SuppressWarnings("NullAway.Init")
  private Mat detectorInput;

  @SuppressWarnings("NullAway.Init")
  private FaceBatch batch;

  @SuppressWarnings("NullAway.Init")
  private PtNDManager manager;

  @SuppressWarnings("NullAway.Init")
  private PtSymbolBlock model;

  @SuppressWarnings("NullAway.Init")
  private NDList modelInput;

  @Setup
  public void open() {
    // The library's own parts load the natives and set their threads, so that the floor runs on the
    // same ground.
    Parts.detector(Parts.DEFAULT_DETECTOR).close();
    ModelFolder folder = ModelFolder.find(Parts.DEFAULT_MODEL);
    try (EmotionModel own = Parts.model(folder, "pytorch")) {
      batch = Parts.batch(own.descriptor().input(), 1);
    }
    detector = Dnn.readNetFromTFLite(new MatOfByte(detectorFile()));
    detector.setPreferableBackend(Dnn.DNN_BACKEND_OPENCV);
    detector.setPreferableTarget(Dnn.DNN_TARGET_CPU);
    detectorOutputs = detector.getUnconnectedOutLayersNames();
    int[] shape = {1, 3, DETECTOR_SIDE, DETECTOR_SIDE};
    detectorInput = new Mat(shape, CvType.CV_32F, new Scalar(0.1));

    ModelFile file = folder.descriptor().files().get(0);
    manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
    try {
      model =
          JniUtils.loadModule(manager, new ByteArrayInputStream(folder.read(file)), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JniUtils.enableInferenceMode(model);
    NDArray input = manager.create(batch.bytes(), new Shape(batch.shape()), DataType.FLOAT32);
    modelInput = new NDList(input);
  }

  /** The bundled detector's file. */
  static byte[] detectorFile() {
    try (InputStream stream = BlazeFaceDetector.class.getResourceAsStream(DETECTOR_FILE)) {
      if (stream == null) {
        throw new IllegalStateException(DETECTOR_FILE + " is not beside BlazeFaceDetector");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** libtorch keeps both settings per thread, and JMH calls this in the thread that measures. */
  @Setup(Level.Iteration)
  public void asTheLibrarySetsIt() {
    JniUtils.setNumThreads(1);
    JniUtils.setGraphExecutorOptimize(false);
  }

  @TearDown
  public void close() {
    manager.close();
    detectorInput.release();
  }

  /** Outputs are freed, as whoever calls a network must. */
  long detectorForward() {
    detector.setInput(detectorInput);
    List<Mat> results = new ArrayList<>(detectorOutputs.size());
    detector.forward(results, detectorOutputs);
    long values = 0;
    for (Mat result : results) {
      values += result.total();
      result.release();
    }
    return values;
  }

  /** Outputs are freed, as whoever calls a network must. */
  int modelForward() {
    try (NDList results = IValueUtils.forward(model, modelInput, false)) {
      return results.size();
    }
  }
}
