package org.emotion4j.opencv;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_java;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.emotion4j.ConfigurationException;
import org.emotion4j.Frame;
import org.emotion4j.NativeLibraryException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.model.ModelInput.Channels;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.NativeLoading;
import org.emotion4j.spi.ResourcePool;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;
import org.opencv.imgproc.Imgproc;

/**
 * Boosted cascades, the detectors before networks: Haar features (Viola and Jones 2001, Rapid
 * Object Detection using a Boosted Cascade of Simple Features) or local binary patterns. They find
 * upright frontal faces only and fewer than half as many as BlazeFace, for more time; they are here
 * for comparison with older systems. Their files come out of OpenCV's own jar, or are named by
 * {@code emotion.detector.model}.
 *
 * <p>The frame is seen in grey with its longer side at most 640 pixels. No keypoints, so that
 * tilted heads are not levelled. The confidence tells how many neighbouring windows agreed that
 * here is a face: {@code n / (n + 3)}, so that the default minimum of 0.5 asks for the customary
 * three. It is no probability. Safe for use by {@code emotion.threads} threads at the same time,
 * others wait.
 */
public final class CascadeFaceDetector implements FaceDetector {
  static final String NAME_HAAR = "haar";
  static final String NAME_LBP = "lbp";

  static final String HAAR_CASCADE = "haarcascades/haarcascade_frontalface_alt2.xml";
  static final String LBP_CASCADE = "lbpcascades/lbpcascade_frontalface_improved.xml";

  private static final int LONGER_SIDE = 640;
  private static final double STEP = 1.1;
  private static final double CUSTOMARY_NEIGHBOURS = 3;
  private static final double BORDER_FOR_LARGE_FACES = 0.1;

  private static final BoxHabit HAAR_HABIT = new BoxHabit(0, 0.104, 0.871);
  private static final BoxHabit LBP_HABIT = new BoxHabit(0, 0.054, 1.311);

  private final RecognizerOptions options;
  private final ResourcePool<Worker> workers;

  private CascadeFaceDetector(
      String name, String bundled, BoxHabit habit, RecognizerOptions options) {
    this.options = options;
    OpenCv.load(options.cacheDirectory());
    Path file = options.detectorModel().orElseGet(() -> unpacked(bundled));
    DetectorModelFile.check(file);
    double c = options.minConfidence();
    int minNeighbours =
        (int) Math.max(1, Math.min(1000, Math.ceil(CUSTOMARY_NEIGHBOURS * c / (1 - c) - 1e-9)));
    workers =
        new ResourcePool<>(
            "the face detector " + name,
            options.threads(),
            () -> new Worker(file, habit, minNeighbours, options),
            Worker::close);
    workers.use(worker -> true); // a fault shows now, not at the first frame
  }

  /**
   * Haar features: {@code haarcascade_frontalface_alt2.xml}.
   *
   * @throws ConfigurationException if {@code emotion.detector.model} names a file that is no
   *     cascade
   * @throws NativeLibraryException if OpenCV does not load
   */
  public static CascadeFaceDetector haar(RecognizerOptions options) {
    return new CascadeFaceDetector(NAME_HAAR, HAAR_CASCADE, HAAR_HABIT, options);
  }

  /** As {@link #haar}, local binary patterns: {@code lbpcascade_frontalface_improved.xml}. */
  public static CascadeFaceDetector lbp(RecognizerOptions options) {
    return new CascadeFaceDetector(NAME_LBP, LBP_CASCADE, LBP_HABIT, options);
  }

  /** A cascade of OpenCV's jar as a file. */
  static Path unpacked(String cascade) {
    String resource = "/org/bytedeco/opencv/" + OpenCv.platform() + "/share/opencv4/" + cascade;
    File file = NativeLoading.uninterrupted(() -> cached(resource));
    if (file == null) {
      throw new NativeLibraryException(
          resource
              + " is missing: it comes with org.bytedeco:opencv, classifier "
              + OpenCv.platform());
    }
    return file.toPath();
  }

  private static @Nullable File cached(String resource) {
    try {
      return Loader.cacheResource(opencv_java.class, resource);
    } catch (IOException e) {
      throw new NativeLibraryException(
          resource + " cannot be unpacked; emotion.cache-dir names a directory for it: " + e, e);
    }
  }

  @Override
  public List<Detection> detect(Frame frame) {
    return workers.use(
        worker -> FaceSearch.run(frame, options, BORDER_FOR_LARGE_FACES, List.of(), worker));
  }

  @Override
  public void close() {
    workers.close();
  }

  /** A cascade with its work memory, for one thread at a time. */
  private static final class Worker implements FaceSearch.Finder, AutoCloseable {
    private final CascadeClassifier cascade = new CascadeClassifier();
    private final BoxHabit habit;
    private final int minNeighbours;
    private final RecognizerOptions options;
    private final LetterboxCanvas canvas = new LetterboxCanvas(Channels.GRAY);
    private final Mat equalized = new Mat();

    Worker(Path file, BoxHabit habit, int minNeighbours, RecognizerOptions options) {
      this.habit = habit;
      this.minNeighbours = minNeighbours;
      this.options = options;
      boolean read;
      try {
        read = cascade.load(file.toString());
      } catch (RuntimeException e) { // for some files OpenCV throws instead
        read = false;
      }
      if (!read) {
        close();
        throw new ConfigurationException(
            ConfigKey.DETECTOR_MODEL.key() + " = " + file + " is no cascade that OpenCV reads");
      }
    }

    @Override
    public void find(Frame frame, PixelRect area, double border, List<Candidate> found) {
      Letterbox letterbox = letterbox(area, frame.rotation(), border);
      Imgproc.equalizeHist(canvas.draw(frame, letterbox), equalized);
      double min =
          options.minFaceSize().inPixels(frame.width(), frame.height())
              / letterbox.scale()
              / habit.scale();
      int minSide = (int) Math.ceil(min);
      try (org.bytedeco.opencv.opencv_core.Mat picture = BorrowedMat.of(equalized);
          RectVector boxes = new RectVector();
          IntPointer neighbours = new IntPointer();
          Size minSize = new Size(minSide, minSide);
          Size noMaxSize = new Size(0, 0)) {
        cascade.detectMultiScale2(
            picture, boxes, neighbours, STEP, minNeighbours, 0, minSize, noMaxSize);
        for (int i = 0; i < boxes.size(); i++) {
          found.add(candidate(boxes.get(i), neighbours.get(i), letterbox));
        }
      }
    }

    private Candidate candidate(Rect box, int neighbours, Letterbox letterbox) {
      double[] values = {box.x(), box.y(), box.x() + box.width(), box.y() + box.height()};
      habit.apply(values);
      double score = neighbours / (neighbours + CUSTOMARY_NEIGHBOURS);
      return Candidate.inFrame(score, values, letterbox);
    }

    private static Letterbox letterbox(PixelRect area, int rotation, double border) {
      boolean turned = Letterbox.isTurned(rotation);
      int w = turned ? area.height() : area.width();
      int h = turned ? area.width() : area.height();
      // A border makes the input larger here, not the content smaller: cascades see any size.
      double scale = Math.min(1, (double) LONGER_SIDE / Math.max(w, h)) / (1 - 2 * border);
      return Letterbox.within(
          area,
          rotation,
          (int) Math.max(1, Math.round(w * scale)),
          (int) Math.max(1, Math.round(h * scale)),
          border);
    }

    @Override
    public void close() {
      cascade.close();
      canvas.close();
      equalized.release();
    }
  }
}
