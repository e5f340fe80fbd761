package org.emotion4j.models;

import java.util.Set;
import org.emotion4j.PluginException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;

/**
 * Runs ONNX on ONNX Runtime through DJL: {@code emotion.backend=onnxruntime}. It takes part only
 * where the application added {@code ai.djl.onnxruntime:onnxruntime-engine}. ONNX Runtime unpacks
 * its libraries to {@code java.io.tmpdir} in each process.
 *
 * <p>The network is never asked by the version that this project names. Version 1.29 reports to its
 * maker unless the environment variable {@code ORT_DISABLE_TELEMETRY} is 1 before the process
 * starts, which no library can set.
 */
public final class OnnxRuntimeModelProvider implements EmotionModelProvider {
  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public Set<ModelFile.Format> formats() {
    return Set.of(ModelFile.Format.ONNX);
  }

  @Override
  public boolean isAvailable() {
    return DjlRuntime.isPresent("ai.djl.onnxruntime.engine.OrtEngineProvider");
  }

  @Override
  public EmotionModel create(ModelFolder folder, ModelFile file, RecognizerOptions options) {
    if (!isAvailable()) {
      throw new PluginException(
          "the back end 'onnxruntime' needs the dependency"
              + " ai.djl.onnxruntime:onnxruntime-engine, which is not on the class path");
    }
    String source = folder.location() + "/" + file.path();
    DjlNetwork network =
        OnnxRuntimeNetwork.load(folder.read(file), source, options.intraOpThreads());
    return new DjlEmotionModel(folder.descriptor(), source, network, options);
  }
}
