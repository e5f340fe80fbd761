package org.emotion4j.opencv;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import org.emotion4j.InferenceException;
import org.emotion4j.ModelException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.ResourcePool;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * Runs the ONNX file of any model folder on OpenCV dnn, so that an application needs no other
 * engine.
 *
 * <p>The network takes one input, N x C x H x W, and gives one output, N x {@code
 * descriptor.outputs()}. The batch's buffer is read in place. Faces go through the network one at a
 * time: dnn plans its memory anew whenever the number changes, and gains nothing from larger
 * batches on one thread. Safe for use by {@code emotion.threads} threads at the same time, others
 * wait.
 */
public final class OpenCvEmotionModel implements EmotionModel {
  static final String NAME = "opencv";

  private final String what;
  private final ModelDescriptor descriptor;
  private final ResourcePool<DnnNet> nets;

  /**
   * Loads a model.
   *
   * @param file of format ONNX
   * @throws ModelException if the file is missing or damaged, OpenCV cannot read it, or its input
   *     is laid out N x H x W x C
   * @throws org.emotion4j.NativeLibraryException if OpenCV does not load
   */
  public OpenCvEmotionModel(ModelFolder folder, ModelFile file, RecognizerOptions options) {
    what = folder.location() + "/" + file.path();
    descriptor = folder.descriptor();
    if (descriptor.input().layout() != ModelInput.Layout.NCHW) {
      throw new ModelException(
          what
              + " takes its input as "
              + descriptor.input().layout()
              + ", the opencv back end runs NCHW only: export it so, or use another"
              + " emotion.backend");
    }
    OpenCv.load(options.cacheDirectory());
    byte[] bytes = folder.read(file);
    nets =
        new ResourcePool<>(
            "the model " + what, options.threads(), () -> parse(bytes), DnnNet::close);
    nets.use(net -> true); // a fault shows now, not at the first face
  }

  private DnnNet parse(byte[] bytes) {
    DnnNet net;
    try {
      net = DnnNet.ofOnnx(bytes);
    } catch (RuntimeException e) {
      throw new ModelException(
          what + " cannot be read by OpenCV " + OpenCv.version() + " dnn: " + e.getMessage(), e);
    }
    if (net.outputs().size() != 1) {
      List<String> names = net.outputs();
      net.close();
      throw new ModelException(what + " must have one output, it has " + names);
    }
    return net;
  }

  @Override
  public ModelDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<Classification> classify(FaceBatch batch) {
    if (batch.size() == 0) {
      throw new IllegalArgumentException("the batch is empty: it must hold one face or more");
    }
    if (!batch.input().equals(descriptor.input())) {
      throw new IllegalArgumentException(
          "the batch is for " + batch.input() + ", the model takes " + descriptor.input());
    }
    return nets.use(net -> classify(net, batch));
  }

  private List<Classification> classify(DnnNet net, FaceBatch batch) {
    ModelInput input = descriptor.input();
    ByteBuffer bytes = batch.bytes();
    int faceBytes = input.elements() * Float.BYTES;
    int[] shape = {1, input.channels().count(), input.height(), input.width()};
    int outputs = descriptor.outputs();
    float[] raw = new float[batch.size() * outputs];
    float[] one = new float[outputs];
    for (int i = 0; i < batch.size(); i++) {
      Mat flat = new Mat(1, input.elements(), CvType.CV_32F, bytes.slice(i * faceBytes, faceBytes));
      Mat face = flat.reshape(1, shape);
      try {
        forward(net, face, one);
      } finally {
        face.release();
        flat.release();
        Reference.reachabilityFence(batch); // a Mat does not keep the buffer that it points into
      }
      System.arraycopy(one, 0, raw, i * outputs, outputs);
    }
    return Classification.decode(descriptor, raw, batch.size());
  }

  private void forward(DnnNet net, Mat face, float[] scores) {
    List<Mat> results;
    try {
      results = net.forward(face);
    } catch (RuntimeException e) {
      throw new InferenceException(
          what + " failed on an input of " + describe(descriptor.input()) + ": " + e.getMessage(),
          e);
    }
    try {
      Mat result = results.get(0);
      if (result.total() != scores.length || result.depth() != CvType.CV_32F) {
        throw new ModelException(
            what
                + " gives "
                + result.total()
                + " numbers a face, model.json says "
                + scores.length);
      }
      result.get(new int[result.dims()], scores);
    } finally {
      results.forEach(Mat::release);
    }
  }

  private static String describe(ModelInput input) {
    return "1x" + input.channels().count() + "x" + input.height() + "x" + input.width();
  }

  @Override
  public void close() {
    nets.close();
  }
}
