package org.emotion4j.opencv;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;
import org.emotion4j.ConfigurationException;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.ModelException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.model.ModelInput.Channels;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.ResourcePool;

/**
 * YuNet (Wu, Peng, Yu 2023, YuNet: A Tiny Millisecond-level Face Detector, Machine Intelligence
 * Research 20): finds more faces than BlazeFace's short-range network at about three times its
 * cost. The model is not bundled: {@code face_detection_yunet_2023mar.onnx} of OpenCV's model zoo,
 * named by {@code emotion.detector.model}.
 *
 * <p>The frame is seen with its longer side scaled to 320 pixels. Keypoints: both eyes, tip of the
 * nose, both corners of the mouth. The confidence is the network's score. Safe for use by {@code
 * emotion.threads} threads at the same time, others wait.
 */
public final class YuNetDetector implements FaceDetector {
  static final String NAME = "yunet";

  private static final int LONGER_SIDE = 320;

  /** The network halves its input five times. */
  private static final int MULTIPLE = 32;

  private static final double BORDER_FOR_LARGE_FACES = 0.15;
  private static final BoxHabit HABIT = new BoxHabit(0, 0.080, 0.923);

  private static final float OWN_OVERLAP = 0.3f;
  private static final int MOST_CANDIDATES = 5000;

  private static final List<Landmark> KEYPOINTS =
      List.of(
          Landmark.RIGHT_EYE,
          Landmark.LEFT_EYE,
          Landmark.NOSE_TIP,
          Landmark.RIGHT_MOUTH_CORNER,
          Landmark.LEFT_MOUTH_CORNER);

  private final RecognizerOptions options;
  private final ResourcePool<Worker> workers;

  /**
   * @throws ConfigurationException if {@code emotion.detector.model} names no file that can be read
   * @throws ModelException if OpenCV cannot read the file as this network
   * @throws org.emotion4j.NativeLibraryException if OpenCV does not load
   */
  public YuNetDetector(RecognizerOptions options) {
    this.options = options;
    Path file =
        options
            .detectorModel()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "the detector yunet needs its model: "
                            + ConfigKey.DETECTOR_MODEL.key()
                            + " = path of face_detection_yunet_2023mar.onnx, from"
                            + " https://github.com/opencv/opencv_zoo"));
    byte[] bytes = DetectorModelFile.read(file);
    OpenCv.load(options.cacheDirectory());
    workers =
        new ResourcePool<>(
            "the face detector " + NAME,
            options.threads(),
            () -> new Worker(file, bytes, (float) options.minConfidence()),
            Worker::close);
    workers.use(worker -> true); // a fault shows now, not at the first frame
  }

  @Override
  public List<Detection> detect(Frame frame) {
    return workers.use(
        worker -> FaceSearch.run(frame, options, BORDER_FOR_LARGE_FACES, KEYPOINTS, worker));
  }

  @Override
  public void close() {
    workers.close();
  }

  /** A network with its work memory, for one thread at a time. */
  private static final class Worker implements FaceSearch.Finder, AutoCloseable {
    /** Box, keypoints, score. */
    private static final int ROW = 15;

    private final FaceDetectorYN net;
    private final LetterboxCanvas canvas = new LetterboxCanvas(Channels.BGR);
    private int width = LONGER_SIDE;
    private int height = LONGER_SIDE;

    Worker(Path file, byte[] bytes, float minScore) {
      try (BytePointer model = new BytePointer(bytes);
          BytePointer noConfig = new BytePointer(0);
          Size size = new Size(width, height)) {
        net =
            FaceDetectorYN.create(
                "onnx", model, noConfig, size, minScore, OWN_OVERLAP, MOST_CANDIDATES, 0, 0);
      } catch (RuntimeException e) {
        throw new ModelException(
            ConfigKey.DETECTOR_MODEL.key()
                + " = "
                + file
                + " cannot be read by OpenCV as YuNet: "
                + e.getMessage(),
            e);
      }
    }

    @Override
    public void find(Frame frame, PixelRect area, double border, List<Candidate> found) {
      Letterbox letterbox = letterbox(area, frame.rotation(), border);
      resize(letterbox.width(), letterbox.height());
      try (Mat picture = BorrowedMat.of(canvas.draw(frame, letterbox));
          Mat faces = new Mat()) {
        net.detect(picture, faces);
        if (!faces.empty()) {
          FloatBuffer rows = faces.createBuffer();
          for (int i = 0; i < faces.rows(); i++) {
            found.add(candidate(rows, i * ROW, letterbox));
          }
        }
      }
    }

    private static Letterbox letterbox(PixelRect area, int rotation, double border) {
      boolean turned = Letterbox.isTurned(rotation);
      double w = turned ? area.height() : area.width();
      double h = turned ? area.width() : area.height();
      double scale = LONGER_SIDE / Math.max(w, h);
      return Letterbox.within(area, rotation, padded(w * scale), padded(h * scale), border);
    }

    private static int padded(double length) {
      return (int) Math.max(1, Math.ceil(Math.rint(length) / MULTIPLE)) * MULTIPLE;
    }

    private void resize(int newWidth, int newHeight) {
      if (newWidth != width || newHeight != height) {
        try (Size size = new Size(newWidth, newHeight)) {
          net.setInputSize(size);
        }
        width = newWidth;
        height = newHeight;
      }
    }

    private static Candidate candidate(FloatBuffer rows, int at, Letterbox letterbox) {
      double[] values = new double[ROW - 1];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows.get(at + i);
      }
      values[2] += values[0];
      values[3] += values[1];
      HABIT.apply(values);
      double score = Math.min(1, Math.max(0, rows.get(at + ROW - 1)));
      return Candidate.inFrame(score, values, letterbox);
    }

    @Override
    public void close() {
      net.close();
      canvas.close();
    }
  }
}
