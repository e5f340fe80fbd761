package org.emotion4j.training;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A trained stack as an ONNX file (opset 13), batch normalisation folded into the convolutions. The
 * format is a Protocol Buffers message; the few fields that such a stack needs are written here,
 * numbered as in onnx.proto3, rather than with a library that would bring the whole schema.
 */
final class Onnx {
  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;
  private static final double EPSILON = 1e-5; // of the trainer's batch normalisation
  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final Message graph = new Message();
  private final Map<String, float[]> weights;
  private String last = "input";
  private int nodes;

  private Onnx(Map<String, float[]> weights) {
    this.weights = weights;
  }

  /**
   * Encodes a network with the input {@code input} [n, 1, side, side] and the output {@code logits}
   * [n, classes + 1].
   *
   * @param weights by the names that {@link Network} gives them
   * @throws DataException if a weight is missing
   */
  static byte[] encode(Layer.Stack stack, Map<String, float[]> weights, int side) {
    Onnx onnx = new Onnx(weights);
    stack.layers().forEach(onnx::add);
    onnx.node("Identity", List.of(onnx.last), "logits", new Message());
    onnx.graph.text(2, stack.name());
    onnx.graph.message(11, value("input", 1, side, side));
    onnx.graph.message(12, value("logits", stack.classes() + 1));
    return new Message()
        .number(1, IR_VERSION)
        .text(2, "emotion4j")
        .message(7, onnx.graph)
        .message(8, new Message().text(1, "").number(2, OPSET))
        .bytes();
  }

  private void add(Layer layer) {
    if (layer instanceof Layer.Conv conv) {
      convolution(conv);
      node("Relu", List.of(last), conv.name() + "_relu", new Message());
    } else if (layer instanceof Layer.MaxPool) {
      Message attributes =
          new Message()
              .message(5, integers("kernel_shape", 2, 2))
              .message(5, integers("strides", 2, 2));
      node("MaxPool", List.of(last), "pool" + nodes, attributes);
    } else if (layer instanceof Layer.GlobalAveragePool) {
      node("GlobalAveragePool", List.of(last), "mean", new Message());
      node("Flatten", List.of(last), "features", new Message());
    } else if (layer instanceof Layer.Flatten) {
      node("Flatten", List.of(last), "features", new Message());
    } else if (layer instanceof Layer.Tanh) {
      node("Tanh", List.of(last), "tanh" + nodes, new Message());
    } else if (layer instanceof Layer.Linear linear) {
      tensor(
          linear.name() + ".weight", weight(linear.name() + ".weight"), linear.out(), linear.in());
      tensor(linear.name() + ".bias", weight(linear.name() + ".bias"), linear.out());
      node(
          "Gemm",
          List.of(last, linear.name() + ".weight", linear.name() + ".bias"),
          linear.name(),
          new Message().message(5, integer("transB", 1)));
    }
    // Dropout does nothing outside of training.
  }

  private void convolution(Layer.Conv conv) {
    float[] kernel = weight(conv.name() + ".weight").clone();
    float[] bias = conv.batchNorm() ? fold(conv, kernel) : weight(conv.name() + ".bias");
    int side = conv.kernel();
    int pad = side / 2;
    tensor(conv.name() + ".weight", kernel, conv.out(), conv.in(), side, side);
    tensor(conv.name() + ".bias", bias, conv.out());
    node(
        "Conv",
        List.of(last, conv.name() + ".weight", conv.name() + ".bias"),
        conv.name(),
        new Message()
            .message(5, integers("kernel_shape", side, side))
            .message(5, integers("pads", pad, pad, pad, pad))
            .message(5, integers("strides", 1, 1)));
  }

  /** Scales a kernel as its batch normalisation does, and gives the bias that remains. */
  private float[] fold(Layer.Conv conv, float[] kernel) {
    float[] gamma = weight(conv.name() + ".gamma");
    float[] beta = weight(conv.name() + ".beta");
    float[] mean = weight(conv.name() + ".runningMean");
    float[] variance = weight(conv.name() + ".runningVar");
    float[] bias = new float[conv.out()];
    int size = kernel.length / conv.out();
    for (int c = 0; c < bias.length; c++) {
      float scale = (float) (gamma[c] / Math.sqrt(variance[c] + EPSILON));
      bias[c] = beta[c] - mean[c] * scale;
      for (int i = c * size; i < (c + 1) * size; i++) {
        kernel[i] *= scale;
      }
    }
    return bias;
  }

  private float[] weight(String name) {
    float[] weight = weights.get(name);
    if (weight == null) {
      throw new DataException("the weights have no array " + name);
    }
    return weight;
  }

  /** Appends a node that reads the given values, after its attributes; its output comes next. */
  private void node(String type, List<String> inputs, String output, Message attributes) {
    Message node = new Message();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, type + nodes++).text(4, type).append(attributes);
    graph.message(1, node);
    last = output;
  }

  private void tensor(String name, float[] values, int... shape) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    Message tensor = new Message();
    for (int size : shape) {
      tensor.number(1, size);
    }
    graph.message(5, tensor.number(2, FLOAT).text(8, name).raw(9, raw.array()));
  }

  private static Message integer(String name, int value) {
    return new Message().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
  }

  private static Message integers(String name, int... values) {
    Message attribute = new Message().text(1, name);
    for (int value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, ATTRIBUTE_INTS);
  }

  /** A float tensor whose first size, the number of faces, is open. */
  private static Message value(String name, int... sizes) {
    Message shape = new Message().message(1, new Message().text(2, "n"));
    for (int size : sizes) {
      shape.message(1, new Message().number(1, size));
    }
    Message tensor = new Message().number(1, FLOAT).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A Protocol Buffers message under construction. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3 | VARINT);
      varint(value);
      return this;
    }

    Message text(int field, String value) {
      return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return raw(field, value.bytes());
    }

    Message raw(int field, byte[] value) {
      varint((long) field << 3 | LENGTH_DELIMITED);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    /** The fields of another message, as if they had been written here. */
    Message append(Message other) {
      out.writeBytes(other.bytes());
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
