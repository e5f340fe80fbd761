package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Converts arrays to bfloat16 and back, so that gradients pass. DJL's own conversion ends the
 * process, as does any question for the type of such an array; hence two TorchScript modules of one
 * operation each, which {@code export/precision.py} made.
 */
final class Bfloat16 {
  private final PtSymbolBlock reducing;
  private final PtSymbolBlock restoring;

  /** Loads the modules, which are freed with the manager. */
  Bfloat16(NDManager manager) {
    reducing = module((PtNDManager) manager, "to-bfloat16.pt");
    restoring = module((PtNDManager) manager, "to-float32.pt");
  }

  private static PtSymbolBlock module(PtNDManager manager, String name) {
    try (InputStream stream = Bfloat16.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new FileNotFoundException(name + " is missing beside the classes");
      }
      return JniUtils.loadModule(manager, stream, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The array in 16 bits.
   *
   * @param owner frees it
   */
  NDArray reduced(NDArray array, NDManager owner) {
    return converted(reducing, array, owner);
  }

  /**
   * The array in 32 bits.
   *
   * @param owner frees it
   */
  NDArray restored(NDArray array, NDManager owner) {
    return converted(restoring, array, owner);
  }

  private static NDArray converted(PtSymbolBlock module, NDArray array, NDManager owner) {
    NDArray result = IValueUtils.forward(module, new NDList(array), true).singletonOrThrow();
    result.attach(owner);
    return result;
  }
}
