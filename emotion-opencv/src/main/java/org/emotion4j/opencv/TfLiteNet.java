package org.emotion4j.opencv;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithXNNPACK;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.emotion4j.InferenceException;
import org.emotion4j.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * A network on TensorFlow Lite, which hands all of it to XNNPACK, on the calling thread. It reads
 * and writes its tensors where they lie. For one thread at a time; {@link #close} frees it.
 */
final class TfLiteNet implements AutoCloseable {
  private final BytePointer bytes;
  private final FlatBufferModel model;
  private final Interpreter interpreter;

  /**
   * @param file a TensorFlow Lite file, with one input
   * @throws ModelException if TensorFlow Lite cannot read or run it
   */
  TfLiteNet(byte[] file) {
    bytes = new BytePointer(file); // weights are not copied from it, so it lives as long
    @Nullable FlatBufferModel verified =
        FlatBufferModel.VerifyAndBuildFromBuffer(bytes, file.length);
    if (verified == null) {
      bytes.close();
      throw new ModelException("these bytes are no TensorFlow Lite file");
    }
    model = verified;
    interpreter = new Interpreter((@Nullable Pointer) null);
    try (BuiltinOpResolverWithXNNPACK operators = new BuiltinOpResolverWithXNNPACK(true);
        InterpreterBuilder builder = new InterpreterBuilder(model, operators)) {
      if (builder.SetNumThreads(1) != tensorflowlite.kTfLiteOk
          || builder.apply(interpreter) != tensorflowlite.kTfLiteOk
          || interpreter.AllocateTensors() != tensorflowlite.kTfLiteOk) {
        throw new ModelException("TensorFlow Lite cannot run this network");
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The input's floats: for a picture rows, then columns, then channels. Valid until closing. */
  ByteBuffer input() {
    return new BytePointer(interpreter.typed_input_tensor_float(0))
        .capacity(interpreter.input_tensor(0).bytes())
        .asByteBuffer();
  }

  /**
   * An output's floats, which each {@link #run} overwrites. Valid until closing.
   *
   * @throws IllegalArgumentException if no output has that name
   */
  FloatBuffer output(String name) {
    for (int i = 0; i < interpreter.outputs().limit(); i++) {
      if (interpreter.GetOutputName(i).getString().equals(name)) {
        FloatPointer values = interpreter.typed_output_tensor_float(i);
        return values.capacity(interpreter.output_tensor(i).bytes() / Float.BYTES).asBuffer();
      }
    }
    throw new IllegalArgumentException("the network has no output " + name);
  }

  /** Computes the outputs from what {@link #input} holds. */
  void run() {
    if (interpreter.Invoke() != tensorflowlite.kTfLiteOk) {
      throw new InferenceException("TensorFlow Lite failed to run the network");
    }
  }

  @Override
  public void close() {
    interpreter.close();
    model.close();
    bytes.close();
  }
}
