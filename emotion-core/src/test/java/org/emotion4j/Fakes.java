package org.emotion4j;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.ModelOutput;
import org.emotion4j.model.TestModels;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceDetector;

/** Parts without natives that count what is done to them. */
final class Fakes {
  private Fakes() {}

  static Detection face(double x, double y, double size, double confidence) {
    return new Detection(new BoundingBox(x, y, size, size), confidence, Landmarks.none());
  }

  static final class Detector implements FaceDetector {
    Function<Frame, List<Detection>> answer;
    final AtomicInteger closed = new AtomicInteger();

    Detector(Detection... faces) {
      answer = frame -> List.of(faces);
    }

    @Override
    public List<Detection> detect(Frame frame) {
      return answer.apply(frame);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** Crops of two grey pixels: the left and top edge of the box. */
  static final class Aligner implements FaceAligner {
    final AtomicInteger closed = new AtomicInteger();
    int missing;

    @Override
    public List<FaceCrop> align(Frame frame, List<Detection> faces, ModelInput input) {
      List<FaceCrop> crops = new ArrayList<>();
      for (Detection face : faces.subList(0, faces.size() - missing)) {
        crops.add(new FaceCrop(2, 1, 1, new byte[] {(byte) face.box().x(), (byte) face.box().y()}));
      }
      return crops;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** Happy when the crop's first pixel is the brighter one; reliable by a fifth. */
  static final class Model implements EmotionModel {
    final List<Integer> batchSizes = java.util.Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger closed = new AtomicInteger();
    RuntimeException failure;
    private final ModelDescriptor descriptor =
        TestModels.descriptor(ModelOutput.Kind.LOGITS, 1, true);

    @Override
    public ModelDescriptor descriptor() {
      return descriptor;
    }

    @Override
    public List<Classification> classify(FaceBatch batch) {
      if (failure != null) {
        throw failure;
      }
      batchSizes.add(batch.size());
      List<Classification> all = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        boolean happy = batch.floats().get(2 * i) > batch.floats().get(2 * i + 1);
        float[] scores = happy ? new float[] {0.9f, 0.1f} : new float[] {0.2f, 0.8f};
        all.add(
            new Classification(
                EmotionScores.of(descriptor.labels(), scores), OptionalDouble.of(0.2)));
      }
      return all;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
