package org.emotion4j.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.emotion4j.ClosedException;
import org.emotion4j.InferenceException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.ResourcePool;

/**
 * An emotion model on a DJL engine. Made by {@link PyTorchModelProvider} and {@link
 * OnnxRuntimeModelProvider}.
 *
 * <p>The weights are loaded once and shared; up to {@link RecognizerOptions#threads()} calls run
 * them at the same time, and later ones wait. The engine reads the batch's own memory, and every
 * array of a call is freed before the call returns, so resident memory stays level without help
 * from the garbage collector. That is why DJL's {@code Predictor} and {@code Translator} are left
 * out: they are as fast, but copy each input to memory that only the garbage collector frees.
 */
public final class DjlEmotionModel implements EmotionModel {
  private final ModelDescriptor descriptor;
  private final String source;
  private final DjlNetwork network;
  private final ResourcePool<NDManager> workers;
  private boolean networkClosed;

  /**
   * @param source folder and file, for messages
   * @param network owned from now on
   */
  DjlEmotionModel(
      ModelDescriptor descriptor, String source, DjlNetwork network, RecognizerOptions options) {
    this.descriptor = descriptor;
    this.source = source;
    this.network = network;
    this.workers =
        new ResourcePool<>(
            "model " + source, options.threads(), network::newManager, NDManager::close);
  }

  @Override
  public ModelDescriptor descriptor() {
    return descriptor;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the batch is empty or made for another input
   * @throws InferenceException if the network does not run on it, or gives other numbers than
   *     {@link #descriptor()} says
   * @throws ClosedException after {@link #close}
   */
  @Override
  public List<Classification> classify(FaceBatch batch) {
    if (batch.size() == 0) {
      throw new IllegalArgumentException("the batch is empty: it must hold one face or more");
    }
    if (!batch.input().equals(descriptor.input())) {
      throw new IllegalArgumentException(
          "the batch is for " + batch.input() + ", the model takes " + descriptor.input());
    }
    return workers.use(
        worker -> {
          // A manager for this call alone frees what DJL makes on the way, too.
          try (NDManager call = worker.newSubManager()) {
            return Classification.decode(descriptor, run(call, batch), batch.size());
          } catch (RuntimeException e) {
            throw new InferenceException(source + ": " + EngineErrors.summary(e), e);
          }
        });
  }

  private float[] run(NDManager manager, FaceBatch batch) {
    NDArray input = manager.create(batch.bytes(), new Shape(batch.shape()), DataType.FLOAT32);
    NDList outputs = network.forward(new NDList(input));
    if (outputs.size() != 1) {
      throw new IllegalArgumentException(
          "the network gives " + outputs.size() + " arrays, not one");
    }
    NDArray output = outputs.get(0);
    // The count of numbers alone would not tell rows from columns.
    Shape expected = new Shape(batch.size(), descriptor.outputs());
    if (output.getDataType() != DataType.FLOAT32 || !output.getShape().equals(expected)) {
      throw new IllegalArgumentException(
          "the network gives "
              + output.getDataType()
              + " of shape "
              + output.getShape()
              + ", expected float32 of shape "
              + expected
              + " for "
              + batch.size()
              + " faces");
    }
    return output.toFloatArray();
  }

  @Override
  public void close() {
    try {
      workers.close();
    } finally {
      synchronized (workers) {
        if (!networkClosed) {
          networkClosed = true;
          network.close();
        }
      }
    }
  }

  @Override
  public String toString() {
    return source;
  }
}
