package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Room for one batch, in direct buffers that the engine reads in place. Used again and again: an
 * array made from a Java array would take native memory that only the garbage collector frees.
 */
final class Batch {
  private static final int PIXELS = Fer2013Csv.SIDE * Fer2013Csv.SIDE;

  private final int capacity;
  private final int classes;
  private final ByteBuffer inputs;
  private final ByteBuffer targets;
  private final ByteBuffer weights;
  private final ByteBuffer readable;
  private int size;

  Batch(int capacity, int classes) {
    this.capacity = capacity;
    this.classes = classes;
    this.inputs = floats(capacity * PIXELS);
    this.targets = floats(capacity * classes);
    this.weights = floats(capacity);
    this.readable = floats(capacity);
  }

  private static ByteBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  void clear() {
    size = 0;
  }

  /** Appends an example with its normalised picture. */
  void add(Example example, float[] picture) {
    if (size == capacity) {
      throw new IllegalStateException("the batch is full: " + capacity);
    }
    put(inputs, size * PIXELS, picture);
    put(targets, size * classes, example.target());
    put(weights, size, example.weight());
    put(readable, size, example.readable());
    size++;
  }

  private static void put(ByteBuffer buffer, int at, float... values) {
    FloatBuffer view = buffer.asFloatBuffer();
    view.position(at);
    view.put(values);
  }

  int size() {
    return size;
  }

  NDArray inputs(NDManager manager) {
    return array(manager, inputs, new Shape(size, 1, Fer2013Csv.SIDE, Fer2013Csv.SIDE));
  }

  NDArray targets(NDManager manager) {
    return array(manager, targets, new Shape(size, classes));
  }

  NDArray weights(NDManager manager) {
    return array(manager, weights, new Shape(size));
  }

  NDArray readable(NDManager manager) {
    return array(manager, readable, new Shape(size));
  }

  private static NDArray array(NDManager manager, ByteBuffer buffer, Shape shape) {
    return manager.create(
        buffer.duplicate().order(ByteOrder.nativeOrder()).position(0), shape, DataType.FLOAT32);
  }
}
