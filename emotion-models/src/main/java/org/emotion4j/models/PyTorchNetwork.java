package org.emotion4j.models;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.emotion4j.ModelException;

/**
 * A TorchScript module. It is called below DJL's {@code Model} and {@code Block}, which would make
 * a temporary directory to load from memory, and take a lock or fill caches on the first calls.
 */
final class PyTorchNetwork implements DjlNetwork {
  private final PtNDManager manager;
  private final PtSymbolBlock module;
  private final int intraOpThreads;

  private PyTorchNetwork(PtNDManager manager, PtSymbolBlock module, int intraOpThreads) {
    this.manager = manager;
    this.module = module;
    this.intraOpThreads = intraOpThreads;
  }

  /**
   * Loads from memory, so that what runs is what was hashed. {@link PyTorchRuntime} must have
   * started.
   *
   * @throws ModelException if it is no TorchScript that this libtorch reads
   */
  static PyTorchNetwork load(byte[] weights, String source, int intraOpThreads) {
    Engine engine = PyTorchRuntime.engine();
    PtNDManager manager = (PtNDManager) engine.newBaseManager(Device.cpu());
    try {
      PtSymbolBlock module =
          JniUtils.loadModule(manager, new ByteArrayInputStream(weights), false, false);
      JniUtils.enableInferenceMode(module);
      return new PyTorchNetwork(manager, module, intraOpThreads);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException("memory cannot be read", e);
    } catch (RuntimeException e) {
      manager.close();
      throw new ModelException(
          source
              + " is no TorchScript archive that libtorch "
              + engine.getVersion()
              + " reads: "
              + EngineErrors.summary(e),
          e);
    }
  }

  @Override
  public NDManager newManager() {
    return manager.newSubManager();
  }

  @Override
  public NDList forward(NDList input) {
    // Both settings belong to the calling thread, and other users of libtorch on it get theirs
    // back.
    // A new thread's count is the number of processors.
    int before = JniUtils.getNumThreads();
    if (before != intraOpThreads) {
      JniUtils.setNumThreads(intraOpThreads);
    }
    // The optimising executor profiles the first run, compiles in the second, and starts over when
    // the size of the batch changes. On frozen networks it gains nothing for that (int8 VGG stack,
    // batch 1: 678 microseconds against 672 without; first run 123 against 30 milliseconds). There
    // is no way to ask for its state; on is the default.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      return IValueUtils.forward(module, input, false);
    } finally {
      JniUtils.setGraphExecutorOptimize(true);
      if (before != intraOpThreads) {
        JniUtils.setNumThreads(before);
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
