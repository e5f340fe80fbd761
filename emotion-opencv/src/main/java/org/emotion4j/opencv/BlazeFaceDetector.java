package org.emotion4j.opencv;

import java.nio.FloatBuffer;
import java.util.List;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.ModelException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelInput.Channels;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.ResourcePool;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * BlazeFace on TensorFlow Lite: a bundled network that finds faces and six keypoints of each in
 * about a millisecond (Bazarevsky, Kartynnik, Vakunov, Raveendran, Grundmann 2019, BlazeFace:
 * Sub-millisecond Neural Face Detection on Mobile GPUs, arXiv:1907.05047).
 *
 * <p>{@code blazeface} is the short-range network, which sees the frame as 128 x 128 pixels and
 * needs faces of about an eighth of the frame's longer side. {@code blazeface-full} is the
 * full-range network, which sees 192 x 192 pixels, finds faces half that size and costs nearly four
 * times as much. The {@code emotion.detector.tiles} option looks at parts of the frame too, for
 * smaller faces still.
 *
 * <p>Keypoints: both eyes, tip of the nose, centre of the mouth, both ears. The confidence is the
 * network's own probability. Safe for use by {@code emotion.threads} threads at the same time,
 * others wait.
 */
public final class BlazeFaceDetector implements FaceDetector {
  static final String NAME = "blazeface";
  static final String NAME_FULL = "blazeface-full";

  private static final List<Landmark> KEYPOINTS =
      List.of(
          Landmark.RIGHT_EYE,
          Landmark.LEFT_EYE,
          Landmark.NOSE_TIP,
          Landmark.MOUTH_CENTER,
          Landmark.RIGHT_EAR,
          Landmark.LEFT_EAR);

  /**
   * Guesses from this score on take part in the merged box. It is below any sensible minimum
   * confidence and does not follow the option, so that the same face has the same box whatever
   * minimum is asked for; and the more guesses, the steadier their mean.
   */
  private static final double MIN_SCORE = 0.1;

  private static final double MIN_LOGIT = Math.log(MIN_SCORE / (1 - MIN_SCORE));

  private final BlazeFaceModel model;
  private final RecognizerOptions options;
  private final ResourcePool<Worker> workers;

  private BlazeFaceDetector(BlazeFaceModel model, String name, RecognizerOptions options) {
    this.model = model;
    this.options = options;
    byte[] bytes = model.load();
    this.workers =
        new ResourcePool<>(
            "the face detector " + name,
            options.threads(),
            () -> new Worker(model, bytes),
            Worker::close);
    workers.use(worker -> true); // a fault shows now, not at the first frame
  }

  /**
   * The short-range network.
   *
   * @throws org.emotion4j.NativeLibraryException if OpenCV or TensorFlow Lite does not load
   * @throws ModelException if the bundled file is damaged
   */
  public static BlazeFaceDetector shortRange(RecognizerOptions options) {
    OpenCv.loadTensorFlowLite(options.cacheDirectory());
    return new BlazeFaceDetector(BlazeFaceModel.SHORT_RANGE, NAME, options);
  }

  /** As {@link #shortRange}, the full-range network. */
  public static BlazeFaceDetector fullRange(RecognizerOptions options) {
    OpenCv.loadTensorFlowLite(options.cacheDirectory());
    return new BlazeFaceDetector(BlazeFaceModel.FULL_RANGE, NAME_FULL, options);
  }

  @Override
  public List<Detection> detect(Frame frame) {
    return workers.use(
        worker -> FaceSearch.run(frame, options, model.borderForLargeFaces(), KEYPOINTS, worker));
  }

  @Override
  public void close() {
    workers.close();
  }

  /** A network with its work memory, for one thread at a time. */
  private static final class Worker implements FaceSearch.Finder, AutoCloseable {
    private static final int VALUES = 16;

    private final TfLiteNet net;
    private final LetterboxCanvas canvas = new LetterboxCanvas(Channels.RGB);
    private final Mat input;
    private final FloatBuffer scores;
    private final FloatBuffer boxes;
    private final int side;
    private final BoxHabit habit;
    private final float[] anchors;

    Worker(BlazeFaceModel model, byte[] bytes) {
      net = new TfLiteNet(bytes);
      side = model.side();
      input = new Mat(side, side, CvType.CV_32FC3, net.input());
      scores = net.output(model.scoreOutput());
      boxes = net.output(model.boxOutput());
      habit = model.habit();
      anchors = model.anchors();
    }

    @Override
    public void find(Frame frame, PixelRect area, double border, List<Candidate> found) {
      Letterbox letterbox = Letterbox.within(area, frame.rotation(), side, side, border);
      canvas.draw(frame, letterbox).convertTo(input, CvType.CV_32F, 1 / 127.5, -1);
      net.run();
      for (int i = 0; i < anchors.length / 2; i++) {
        // The size is a plain regression, so nothing keeps the network from a negative one.
        if (scores.get(i) >= MIN_LOGIT
            && boxes.get(i * VALUES + 2) > 0
            && boxes.get(i * VALUES + 3) > 0) {
          found.add(candidate(i, letterbox));
        }
      }
    }

    private Candidate candidate(int i, Letterbox letterbox) {
      int at = i * VALUES;
      float anchorX = anchors[2 * i];
      float anchorY = anchors[2 * i + 1];
      double x = boxes.get(at) + anchorX;
      double y = boxes.get(at + 1) + anchorY;
      double halfWidth = boxes.get(at + 2) / 2;
      double halfHeight = boxes.get(at + 3) / 2;
      double[] points = new double[VALUES];
      points[0] = x - halfWidth;
      points[1] = y - halfHeight;
      points[2] = x + halfWidth;
      points[3] = y + halfHeight;
      for (int k = 4; k < VALUES; k += 2) {
        points[k] = boxes.get(at + k) + anchorX;
        points[k + 1] = boxes.get(at + k + 1) + anchorY;
      }
      habit.apply(points);
      return Candidate.inFrame(1 / (1 + Math.exp(-scores.get(i))), points, letterbox);
    }

    @Override
    public void close() {
      input.release();
      canvas.close();
      net.close();
    }
  }
}
