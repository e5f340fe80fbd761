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
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
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
  private final DetectorBenchmark.Network detector = new DetectorBenchmark.Network();

  @SuppressWarnings("NullAway.Init") // made in open()
  private FaceBatch batch;

  @SuppressWarnings("NullAway.Init")
  private PtNDManager manager;

  @SuppressWarnings("NullAway.Init")
  private PtSymbolBlock model;

  @SuppressWarnings("NullAway.Init")
  private NDList modelInput;

  @Setup
  public void open() throws IOException {
    // The library's own parts load the natives and set their threads, so that the floor runs on the
    // same ground.
    ModelFolder folder = ModelFolder.find(Parts.DEFAULT_MODEL);
    try (EmotionModel own = Parts.model(folder, "pytorch")) {
      batch = Parts.batch(own.descriptor().input(), 1);
    }
    detector.open();
    ModelFile file = folder.descriptor().files().get(0);
    manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
    model = JniUtils.loadModule(manager, new ByteArrayInputStream(folder.read(file)), false, false);
    JniUtils.enableInferenceMode(model);
    NDArray input = manager.create(batch.bytes(), new Shape(batch.shape()), DataType.FLOAT32);
    modelInput = new NDList(input);
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
  }

  void detectorForward() {
    detector.forward();
  }

  /** Outputs are freed, as whoever calls a network must. */
  int modelForward() {
    try (NDList results = IValueUtils.forward(model, modelInput, false)) {
      return results.size();
    }
  }
}
