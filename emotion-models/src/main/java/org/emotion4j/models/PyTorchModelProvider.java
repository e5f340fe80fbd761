package org.emotion4j.models;

import java.util.Set;
import org.emotion4j.PluginException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;

/**
 * Runs TorchScript on libtorch through DJL: {@code emotion.backend=pytorch}.
 *
 * <p>The first model of a process starts libtorch, which unpacks its libraries (about 430 MB) to
 * {@code emotion.cache-dir} once; the network is never asked. A process has one libtorch: the cache
 * directory of its first model holds for all.
 *
 * <p>For the length of a call the calling thread's libtorch thread count is {@code
 * emotion.model.intra-op-threads}. One, the default, makes libtorch start no threads of its own;
 * more let OpenMP start some for each calling thread, which spin for a moment after each call.
 */
public final class PyTorchModelProvider implements EmotionModelProvider {
  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public Set<ModelFile.Format> formats() {
    return Set.of(ModelFile.Format.TORCHSCRIPT);
  }

  @Override
  public boolean isAvailable() {
    return DjlRuntime.isPresent("ai.djl.pytorch.engine.PtEngineProvider");
  }

  @Override
  public EmotionModel create(ModelFolder folder, ModelFile file, RecognizerOptions options) {
    if (!isAvailable()) {
      throw new PluginException(
          "the back end 'pytorch' needs the dependency ai.djl.pytorch:pytorch-engine, which is not"
              + " on the class path");
    }
    String source = folder.location() + "/" + file.path();
    byte[] weights = folder.read(file);
    PyTorchRuntime.start(options.cacheDirectory());
    DjlNetwork network = PyTorchNetwork.load(weights, source, options.intraOpThreads());
    return new DjlEmotionModel(folder.descriptor(), source, network, options);
  }
}
