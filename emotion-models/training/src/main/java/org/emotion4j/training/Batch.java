package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.Preprocessor;

/**
 * Room for one batch, in direct buffers that the engine reads in place. Used again and again: an
 * array made from a Java array would take native memory that only the garbage collector frees.
 */
final class Batch {
  private final int classes;
  private final int side;
  private final FaceBatch faces;
  private final ByteBuffer targets;
  private final ByteBuffer weights;
  private final ByteBuffer readable;

  /**
   * Makes room.
   *
   * @param side width and height of the pictures
   */
  Batch(int capacity, int classes, int side) {
    this.classes = classes;
    this.side = side;
    this.faces = new FaceBatch(FaceInput.of(side), capacity);
    this.targets = floats(capacity * classes);
    this.weights = floats(capacity);
    this.readable = floats(capacity);
  }

  private static ByteBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  /** Fills the batch, whose earlier content is dropped. */
  void fill(List<Example> examples) {
    Preprocessor.fill(
        faces,
        examples.stream().map(example -> new FaceCrop(side, side, 1, example.pixels())).toList());
    targets.clear();
    weights.clear();
    readable.clear();
    for (Example example : examples) {
      for (float share : example.target()) {
        targets.putFloat(share);
      }
      weights.putFloat(example.weight());
      readable.putFloat(example.readable());
    }
    targets.flip();
    weights.flip();
    readable.flip();
  }

  /**
   * Normalised pictures, [n, 1, side, side]; valid until the batch is filled again, as all of
   * these.
   */
  NDArray inputs(NDManager manager) {
    return manager.create(faces.bytes(), new Shape(faces.shape()), DataType.FLOAT32);
  }

  /** The wanted probability of each class, [n, classes]. */
  NDArray targets(NDManager manager) {
    return manager.create(targets, new Shape(faces.size(), classes), DataType.FLOAT32);
  }

  /** How much each target counts, [n]. */
  NDArray weights(NDManager manager) {
    return manager.create(weights, new Shape(faces.size()), DataType.FLOAT32);
  }

  /** The wanted reliability, [n]. */
  NDArray readable(NDManager manager) {
    return manager.create(readable, new Shape(faces.size()), DataType.FLOAT32);
  }
}
