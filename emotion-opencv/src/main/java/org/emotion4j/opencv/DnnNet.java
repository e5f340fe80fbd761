package org.emotion4j.opencv;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_dnn;
import org.opencv.core.Mat;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;

/**
 * A network on OpenCV's dnn module that is freed when it is closed. For one thread at a time.
 *
 * <p>OpenCV's own Java class has no method that frees a network and leaves it to a finalizer. So
 * the owner is JavaCPP's wrapper, which has one, and OpenCV's class borrows its address for the
 * calls.
 */
final class DnnNet implements AutoCloseable {
  private final org.bytedeco.opencv.opencv_dnn.Net owner;
  private final Borrowed net;
  private final List<String> outputs;

  /** OpenCV's class without its finalizer, which would free what it does not own. */
  private static final class Borrowed extends Net {
    Borrowed(long address) {
      super(address);
    }

    @Override
    @SuppressWarnings({"deprecation", "Finalize"})
    protected void finalize() {}
  }

  private DnnNet(org.bytedeco.opencv.opencv_dnn.Net owner) {
    this.owner = owner;
    this.net = new Borrowed(owner.address());
    // The plain CPU path: what it computes does not depend on the machine's accelerators.
    net.setPreferableBackend(Dnn.DNN_BACKEND_OPENCV);
    net.setPreferableTarget(Dnn.DNN_TARGET_CPU);
    this.outputs = net.getUnconnectedOutLayersNames();
  }

  /**
   * Parses an ONNX file.
   *
   * @throws RuntimeException if OpenCV cannot
   */
  static DnnNet ofOnnx(byte[] bytes) {
    try (BytePointer pointer = new BytePointer(bytes)) {
      return new DnnNet(opencv_dnn.readNetFromONNX(pointer, bytes.length));
    }
  }

  /** The names of the outputs, in the order of {@link #forward}'s result. */
  List<String> outputs() {
    return outputs;
  }

  /**
   * Runs the network.
   *
   * @param input the batch, 32-bit floats
   * @return one Mat an output, which the caller releases
   */
  List<Mat> forward(Mat input) {
    net.setInput(input);
    List<Mat> results = new ArrayList<>(outputs.size());
    net.forward(results, outputs);
    return results;
  }

  @Override
  public void close() {
    owner.close();
  }
}
