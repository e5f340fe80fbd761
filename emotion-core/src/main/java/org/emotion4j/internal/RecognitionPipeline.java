package org.emotion4j.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.emotion4j.EmotionException;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotion;
import org.emotion4j.Frame;
import org.emotion4j.InferenceException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.StageTimes;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.Preprocessor;
import org.emotion4j.spi.ResourcePool;
import org.jspecify.annotations.Nullable;

/**
 * A frame's way through the library: detect, align, preprocess, classify. It owns the parts that it
 * made itself; those that were handed in stay their maker's. Safe for use by several threads.
 */
public final class RecognitionPipeline implements AutoCloseable {
  private static final int BATCH_STEP = 4;

  /** What one batch takes at most, whatever {@code emotion.model.max-batch} says. */
  private static final int MAX_BATCH_BYTES = 64 << 20;

  private final RecognizerOptions options;
  private final FaceDetector detector;
  private final FaceAligner aligner;
  private final EmotionModel model;
  private final int maxBatch;
  private final DetectionFilter filter;
  private final List<AutoCloseable> owned;
  private final ResourcePool<BatchHolder> batches;

  /** A batch that grows to what was needed, so that its memory is taken once. */
  private static final class BatchHolder {
    private @Nullable FaceBatch batch;

    FaceBatch atLeast(EmotionModel model, int faces) {
      FaceBatch current = batch;
      if (current == null || current.capacity() < faces) {
        current =
            new FaceBatch(
                model.descriptor().input(), (faces + BATCH_STEP - 1) / BATCH_STEP * BATCH_STEP);
        batch = current;
      }
      return current;
    }
  }

  /** Detections of one frame on their way to a result. */
  private record Found(
      Frame frame, List<Detection> detections, long detectNanos, long alignNanos) {}

  private RecognitionPipeline(
      RecognizerOptions options,
      FaceDetector detector,
      FaceAligner aligner,
      EmotionModel model,
      List<AutoCloseable> owned) {
    this.options = options;
    this.detector = detector;
    this.aligner = aligner;
    this.model = model;
    this.maxBatch =
        Math.max(
            1,
            Math.min(
                options.maxBatch(),
                MAX_BATCH_BYTES / Float.BYTES / model.descriptor().input().elements()));
    this.owned = owned;
    this.filter = new DetectionFilter(options);
    this.batches =
        new ResourcePool<>("the recognizer", options.threads(), BatchHolder::new, holder -> {});
  }

  /**
   * A pipeline of the parts handed in and, for those that are null, the parts that the options
   * name.
   */
  public static RecognitionPipeline create(
      RecognizerOptions options,
      @Nullable FaceDetector givenDetector,
      @Nullable FaceAligner givenAligner,
      @Nullable EmotionModel givenModel) {
    List<AutoCloseable> owned = new ArrayList<>();
    try {
      FaceDetector detector =
          givenDetector != null ? givenDetector : own(owned, Plugins.detector(options));
      FaceAligner aligner =
          givenAligner != null ? givenAligner : own(owned, Plugins.aligner(options));
      EmotionModel model = givenModel != null ? givenModel : own(owned, Plugins.model(options));
      return new RecognitionPipeline(options, detector, aligner, model, owned);
    } catch (RuntimeException | Error e) {
      closeAll(owned, e);
      throw e;
    }
  }

  private static <T extends AutoCloseable> T own(List<AutoCloseable> owned, T part) {
    owned.add(part);
    return part;
  }

  public EmotionModel model() {
    return model;
  }

  public EmotionResult process(Frame frame) {
    return processAll(List.of(frame)).get(0);
  }

  /** One result a frame, in order; the faces of all frames are classified together. */
  public List<EmotionResult> processAll(List<Frame> frames) {
    List<Found> found = new ArrayList<>(frames.size());
    List<FaceCrop> crops = new ArrayList<>();
    for (Frame frame : frames) {
      long start = System.nanoTime();
      List<Detection> faces = detect(frame);
      long detected = System.nanoTime();
      crops.addAll(align(frame, faces));
      found.add(new Found(frame, faces, detected - start, System.nanoTime() - detected));
    }
    long start = System.nanoTime();
    List<Classification> classifications = classify(crops);
    long classifyNanos = (System.nanoTime() - start) / Math.max(1, frames.size());
    return results(found, classifications, classifyNanos);
  }

  /** The faces of a frame that the options ask for, the largest first. */
  List<Detection> detect(Frame frame) {
    return guarded("detector", detector, () -> filter.apply(frame, detector.detect(frame)));
  }

  /** One crop a face, in order. */
  List<FaceCrop> align(Frame frame, List<Detection> faces) {
    return guarded("aligner", aligner, () -> aligned(frame, faces));
  }

  private List<FaceCrop> aligned(Frame frame, List<Detection> faces) {
    if (faces.isEmpty()) {
      return List.of();
    }
    ModelInput input = model.descriptor().input();
    List<FaceCrop> crops = aligner.align(frame, faces, input);
    requireOneEach("crops", crops, faces.size());
    crops.forEach(crop -> crop.requireFits(input));
    return crops;
  }

  /** One classification a crop, in order. */
  List<Classification> classify(List<FaceCrop> crops) {
    List<Classification> all = new ArrayList<>(crops.size());
    for (int from = 0; from < crops.size(); from += maxBatch) {
      List<FaceCrop> part = crops.subList(from, Math.min(crops.size(), from + maxBatch));
      all.addAll(
          batches.use(
              holder ->
                  guarded(
                      "model", model, () -> classified(holder.atLeast(model, part.size()), part))));
    }
    return all;
  }

  private List<Classification> classified(FaceBatch batch, List<FaceCrop> crops) {
    Preprocessor.fill(batch, crops);
    List<Classification> answer = model.classify(batch);
    requireOneEach("classifications", answer, crops.size());
    for (Classification c : answer) {
      if (!c.scores().labels().equals(model.descriptor().labels())) {
        throw new IllegalStateException(
            "returned scores of "
                + c.scores().labels()
                + ", its description says "
                + model.descriptor().labels());
      }
    }
    return answer;
  }

  private List<EmotionResult> results(
      List<Found> found, List<Classification> classifications, long classifyNanos) {
    List<EmotionResult> results = new ArrayList<>(found.size());
    int next = 0;
    for (Found f : found) {
      List<FaceEmotion> faces = new ArrayList<>(f.detections().size());
      for (Detection detection : f.detections()) {
        faces.add(face(f.frame(), detection, classifications.get(next++)));
      }
      StageTimes times =
          new StageTimes(
              Duration.ofNanos(f.detectNanos()),
              Duration.ofNanos(f.alignNanos()),
              Duration.ofNanos(classifyNanos));
      results.add(
          new EmotionResult(
              f.frame().timestamp(), f.frame().width(), f.frame().height(), faces, times));
    }
    return results;
  }

  /** A face as results have it. */
  FaceEmotion face(Frame frame, Detection detection, Classification classification) {
    return new FaceEmotion(
        DetectionFilter.clip(detection.box(), frame),
        detection.confidence(),
        detection.landmarks(),
        classification.scores(),
        classification.reliability(),
        classification.reliability().orElse(1) < options.minReliability());
  }

  private static void requireOneEach(String what, List<?> got, int faces) {
    if (got.size() != faces) {
      throw new IllegalStateException(
          "returned " + got.size() + " " + what + " for " + faces + " faces");
    }
    for (Object one : got) {
      if (one == null) {
        throw new IllegalStateException("returned null among its " + what);
      }
    }
  }

  interface Step<T> {
    T run();
  }

  /** What a part throws beyond the library's own exceptions is named after the part. */
  static <T> T guarded(String kind, Object part, Step<T> step) {
    try {
      return step.run();
    } catch (EmotionException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw new InferenceException(
          failed(kind, part, e)
              + ": memory ran out. Give the process more (-Xmx, -XX:MaxDirectMemorySize), or"
              + " classify fewer faces at once by emotion.model.max-batch",
          e);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      // Any exception: a plug-in in another language need not declare those that Java checks.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new InferenceException(failed(kind, part, e), e);
    }
  }

  private static String failed(String kind, Object part, Throwable e) {
    String message = e.getMessage();
    return "the "
        + kind
        + " "
        + part.getClass().getName()
        + " failed: "
        + (message == null ? e.getClass().getName() : message);
  }

  /** Frees the parts that this pipeline made, the last one first. No call may be running. */
  @Override
  public void close() {
    batches.close();
    closeAll(owned, null);
  }

  private static void closeAll(List<AutoCloseable> parts, @Nullable Throwable after) {
    RuntimeException first = null;
    for (int i = parts.size() - 1; i >= 0; i--) {
      try {
        parts.get(i).close();
      } catch (Exception e) {
        if (after != null) {
          after.addSuppressed(e);
        } else if (first == null) {
          first = new EmotionException("a part of the recognizer could not be closed: " + e, e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    parts.clear();
    if (first != null) {
      throw first;
    }
  }
}
