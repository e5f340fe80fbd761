package org.emotion4j.spi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.emotion4j.model.ModelInput;

/**
 * Preprocessed faces in one direct buffer, which native code reads in place: 32-bit floats in
 * native order, {@code size} x C x H x W or x H x W x C as the input's layout says. Made and reused
 * by the pipeline; a model reads it during {@link EmotionModel#classify} and keeps nothing of it.
 * Used by one thread at a time.
 */
public final class FaceBatch {
  private final ModelInput input;
  private final ByteBuffer bytes;
  private int size;

  /** An empty batch with room for {@code capacity} faces. */
  public FaceBatch(ModelInput input, int capacity) {
    this.input = input;
    this.bytes =
        ByteBuffer.allocateDirect(
                Math.multiplyExact(Math.multiplyExact(capacity, input.elements()), Float.BYTES))
            .order(ByteOrder.nativeOrder());
  }

  public ModelInput input() {
    return input;
  }

  /** Number of faces in it. */
  public int size() {
    return size;
  }

  /** Number of faces that it has room for. */
  public int capacity() {
    return bytes.capacity() / (input.elements() * Float.BYTES);
  }

  void setSize(int faces) {
    this.size = faces;
  }

  /** The lengths of the four axes. */
  public long[] shape() {
    long c = input.channels().count();
    return input.layout() == ModelInput.Layout.NCHW
        ? new long[] {size, c, input.height(), input.width()}
        : new long[] {size, input.height(), input.width(), c};
  }

  /** A direct view of exactly the faces in it, at position 0, in native order. */
  public ByteBuffer bytes() {
    return bytes
        .duplicate()
        .order(ByteOrder.nativeOrder())
        .position(0)
        .limit(size * input.elements() * Float.BYTES);
  }

  /** As {@link #bytes()}, as floats. */
  public FloatBuffer floats() {
    return bytes().asFloatBuffer();
  }

  /** The whole buffer for the preprocessor to write. */
  FloatBuffer storage() {
    return bytes.asFloatBuffer();
  }
}
