package org.emotion4j.models;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.onnxruntime.engine.OrtEngineProvider;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.emotion4j.ModelException;
import org.emotion4j.NativeLibraryException;

/** An ONNX graph in a session of its own. */
final class OnnxRuntimeNetwork implements DjlNetwork {
  private static final String ENGINE = "OnnxRuntime";

  private final Model model;
  private final Block block;
  private final ParameterStore parameters;

  private OnnxRuntimeNetwork(Model model) {
    this.model = model;
    this.block = model.getBlock();
    this.parameters = new ParameterStore(model.getNDManager(), false);
  }

  /**
   * Loads from memory, so that what runs is what was hashed.
   *
   * @throws ModelException if it is no ONNX that this ONNX Runtime reads
   * @throws NativeLibraryException if ONNX Runtime does not load
   */
  static OnnxRuntimeNetwork load(byte[] weights, String source, int intraOpThreads) {
    Engine engine = DjlRuntime.start(OnnxRuntimeNetwork::startEngine);
    Model model = engine.newModel(source, Device.cpu());
    try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
      session.setIntraOpNumThreads(intraOpThreads);
      session.setInterOpNumThreads(1);
      session.addConfigEntry("session.intra_op.allow_spinning", "0");
      model.load(new ByteArrayInputStream(weights), Map.of("sessionOptions", session));
      // DJL makes an empty directory for each model that it loads from memory.
      Files.deleteIfExists(model.getModelPath());
      return new OnnxRuntimeNetwork(model);
    } catch (MalformedModelException | OrtException | RuntimeException e) {
      model.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ModelException(
          source + " is no ONNX graph that ONNX Runtime reads: " + EngineErrors.summary(cause), e);
    } catch (IOException e) {
      model.close();
      throw new NativeLibraryException(
          "ONNX Runtime needs a directory for temporary files that can be written: set"
              + " java.io.tmpdir ("
              + e
              + ")",
          e);
    }
  }

  private static Engine startEngine() {
    // Otherwise the engine starts PyTorch, too, for operations on arrays that are not used here.
    DjlRuntime.setUnlessSet("ai.djl.onnx.disable_alternative", "true");
    try {
      // A jar of jars merged carelessly loses the entry by which DJL finds its engines.
      Engine.registerEngine(new OrtEngineProvider());
      Engine engine = Engine.getEngine(ENGINE);
      OrtEnvironment.getEnvironment().setTelemetry(false); // events of Windows
      return engine;
    } catch (OrtException | RuntimeException | LinkageError | AssertionError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new NativeLibraryException(
          "ONNX Runtime does not load on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ": "
              + EngineErrors.summary(cause)
              + ". It unpacks its libraries to java.io.tmpdir, "
              + System.getProperty("java.io.tmpdir")
              + ", from the dependency com.microsoft.onnxruntime:onnxruntime",
          e);
    }
  }

  @Override
  public NDManager newManager() {
    return model.getNDManager().newSubManager();
  }

  @Override
  public NDList forward(NDList input) {
    return block.forward(parameters, input, false);
  }

  @Override
  public void close() {
    model.close();
  }
}
