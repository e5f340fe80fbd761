package org.emotion4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.internal.RecognitionPipeline;
import org.emotion4j.internal.RecognizerStream;
import org.emotion4j.internal.SharedDirectory;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the faces on a picture or camera frame and scores each one's emotion. The front door of the
 * library:
 *
 * <pre>{@code
 * try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
 *   EmotionResult result = recognizer.recognize(Frame.read(Path.of("photo.jpg")));
 *   for (FaceEmotion face : result.faces()) {
 *     System.out.println(face.emotion() + " at " + face.box());
 *   }
 * }
 * }</pre>
 *
 * <p>{@link #create()} uses the bundled detector and model, or what the configuration found on the
 * class path and in the environment names ({@link EmotionConfig}); {@link #builder()} sets the same
 * things in code, or takes a detector or model of the application's own.
 *
 * <p>For videos and cameras, {@link #openStream()} gives each person an id and steady emotions.
 *
 * <p><b>Threads.</b> A recognizer is immutable and safe for use by any number of threads; {@code
 * emotion.threads} of them run at the same time. It starts no threads of its own.
 *
 * <p><b>Lifetime.</b> Creating one loads native libraries and a model and takes from a fraction of
 * a second to a few seconds: keep it. {@link #close()} waits for running calls, then frees what
 * this recognizer made; parts that the application handed to the builder are the application's to
 * close.
 *
 * <p><b>Network and data.</b> Nothing is downloaded and nothing is sent. Pictures, crops and scores
 * are kept no longer than the call and never logged.
 */
public final class FaceEmotionRecognizer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FaceEmotionRecognizer.class);

  private final RecognizerOptions options;
  private final StreamOptions streamOptions;
  private final RecognitionPipeline pipeline;
  // Calls share the read lock, so that closing, which takes the write lock, waits for those that
  // run.
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private FaceEmotionRecognizer(
      RecognizerOptions options, StreamOptions streamOptions, RecognitionPipeline pipeline) {
    this.options = options;
    this.streamOptions = streamOptions;
    this.pipeline = pipeline;
  }

  /**
   * A recognizer as the configuration says; without any, the bundled detector and model.
   *
   * @throws ConfigurationException if a configuration value is not allowed
   * @throws PluginException if a part that is named, or any at all, is not on the class path
   * @throws ModelException if the model is missing, damaged, or does not reproduce its golden
   *     scores
   * @throws NativeLibraryException if a native library is missing or does not load
   */
  public static FaceEmotionRecognizer create() {
    return builder().build();
  }

  /**
   * A builder that starts from the configuration of this process; see {@link EmotionConfig#load()}.
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The faces of one frame with their scores.
   *
   * @param frame not changed and not kept
   * @return the faces, the largest first; none is an empty list
   * @throws ClosedException if this recognizer is closed
   * @throws InferenceException if a part failed on this frame; the recognizer stays usable
   */
  public EmotionResult recognize(Frame frame) {
    Objects.requireNonNull(frame, "frame");
    return whileOpen(() -> pipeline.process(frame));
  }

  /**
   * The faces of several frames, classified together, which is faster than one call a frame.
   *
   * @return one result a frame, in the same order
   * @throws ClosedException if this recognizer is closed
   * @throws InferenceException if a part failed on one of the frames; the recognizer stays usable
   */
  public List<EmotionResult> recognizeAll(List<Frame> frames) {
    List<Frame> copy = List.copyOf(frames);
    return whileOpen(() -> pipeline.processAll(copy));
  }

  /** Opens a stream for one video or camera with {@link #streamOptions()}. */
  public EmotionStream openStream() {
    return openStream(streamOptions);
  }

  /**
   * Opens a stream for one video or camera: it follows each face from frame to frame, and steadies
   * its emotions. Close it before this recognizer.
   *
   * @param options for instance {@code recognizer.streamOptions().toBuilder().budget(...).build()}
   * @throws IllegalArgumentException if a baseline is asked for, and the model knows no neutral
   *     faces or other emotions than those of the baseline
   * @throws PluginException if the tracker or smoother that is named is not on the class path
   * @throws ClosedException if this recognizer is closed
   */
  public EmotionStream openStream(StreamOptions options) {
    Objects.requireNonNull(options, "options");
    return whileOpen(
        () -> new RecognizerStream(this::whileOpen, pipeline, options, System::nanoTime));
  }

  private <T> T whileOpen(Supplier<T> call) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new ClosedException(
            "the recognizer is closed: create a new one, and close it when its last user is done");
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The options in force. */
  public RecognizerOptions options() {
    return options;
  }

  /** What the configuration says of streams; the default options without any. */
  public StreamOptions streamOptions() {
    return streamOptions;
  }

  /** What the model is, which emotions it tells apart, and how well it does. */
  public ModelDescriptor model() {
    return whileOpen(() -> pipeline.model().descriptor());
  }

  /**
   * Waits for running calls, then frees everything this recognizer made; further calls do nothing.
   *
   * @throws IllegalStateException if a detector, aligner or model calls it from within {@link
   *     #recognize}, which would wait for itself
   */
  @Override
  public void close() {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(
          "close() was called from within a call of the same recognizer, which it would wait for");
    }
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        pipeline.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Collects what differs from the configuration; all of it is checked in {@link #build()}. Not
   * safe for use by several threads.
   */
  public static final class Builder {
    private static final String ORIGIN = "FaceEmotionRecognizer.Builder";

    private final Map<String, String> values = new LinkedHashMap<>();
    private @Nullable EmotionConfig config;
    private @Nullable FaceDetector detector;
    private @Nullable FaceAligner aligner;
    private @Nullable EmotionModel model;

    private Builder() {}

    /** Starts from this configuration instead of the process's own. */
    public Builder config(EmotionConfig configuration) {
      this.config = Objects.requireNonNull(configuration, "configuration");
      return this;
    }

    /** Any key by its value as text; the other methods are short forms of this one. */
    public Builder set(ConfigKey key, String value) {
      values.put(key.key(), Objects.requireNonNull(value, key.key()));
      return this;
    }

    /** The detector by name; an instance given by {@link #detector(FaceDetector)} wins over it. */
    public Builder detector(String name) {
      return set(ConfigKey.DETECTOR, name);
    }

    /** The application's own detector, which it closes itself, after this recognizer. */
    public Builder detector(FaceDetector instance) {
      this.detector = Objects.requireNonNull(instance, "detector");
      return this;
    }

    /** The application's own aligner, which it closes itself, after this recognizer. */
    public Builder aligner(FaceAligner instance) {
      this.aligner = Objects.requireNonNull(instance, "aligner");
      return this;
    }

    /** A bundled model by name. */
    public Builder model(String name) {
      return set(ConfigKey.MODEL, name);
    }

    /** A model folder. */
    public Builder model(Path folder) {
      return set(ConfigKey.MODEL, folder.toAbsolutePath().toString());
    }

    /** The application's own model, which it closes itself, after this recognizer. */
    public Builder model(EmotionModel instance) {
      this.model = Objects.requireNonNull(instance, "model");
      return this;
    }

    /** The model back end by name. */
    public Builder backend(String name) {
      return set(ConfigKey.BACKEND, name);
    }

    /** Faces that the detector is less sure of are not reported; from 0 to 1. */
    public Builder minConfidence(double confidence) {
      return set(ConfigKey.MIN_CONFIDENCE, Double.toString(confidence));
    }

    /** Narrower faces are not reported. */
    public Builder minFaceSize(MinFaceSize size) {
      return set(
          ConfigKey.MIN_FACE_SIZE,
          size.relative() ? size.value() * 100 + "%" : size.value() + "px");
    }

    /** At most so many faces are reported, the largest ones. */
    public Builder maxFaces(int faces) {
      return set(ConfigKey.MAX_FACES, Integer.toString(faces));
    }

    /** Where faces are looked for. */
    public Builder region(Region region) {
      return set(
          ConfigKey.REGION,
          region.x() + "," + region.y() + "," + region.width() + "," + region.height());
    }

    /** How many calls detect or classify at the same time. */
    public Builder threads(int threads) {
      return set(ConfigKey.THREADS, Integer.toString(threads));
    }

    /**
     * Makes the recognizer.
     *
     * @throws ConfigurationException if a value is not allowed
     * @throws PluginException if a part that is named, or any at all, is not on the class path
     * @throws ModelException if the model is missing, damaged, or does not reproduce its golden
     *     scores
     * @throws NativeLibraryException if a native library is missing or does not load
     */
    public FaceEmotionRecognizer build() {
      long start = System.nanoTime();
      EmotionConfig base = config != null ? config : EmotionConfig.load();
      EmotionConfig all = base.with(values, ORIGIN);
      RecognizerOptions options = RecognizerOptions.from(all);
      StreamOptions streamOptions = StreamOptions.from(all);
      RecognitionPipeline pipeline = RecognitionPipeline.create(options, detector, aligner, model);
      ModelDescriptor descriptor = pipeline.model().descriptor();
      log.info(
          "Recognizer ready in {} ms: model {} {}",
          Duration.ofNanos(System.nanoTime() - start).toMillis(),
          descriptor.id(),
          descriptor.version());
      return new FaceEmotionRecognizer(options, streamOptions, pipeline);
    }

    /**
     * Unpacks the native libraries of the parts into a directory, for instance while an
     * application's image is built: makes the recognizer, with this as {@code emotion.cache-dir},
     * closes it, and lets every user read what is in the directory.
     *
     * <p>With the same configuration and jars, recognizers then start without unpacking, whatever
     * user runs them, with no home directory, and if the directory can only be read. It must keep
     * its path. A process loads its natives once: call this in one that has not yet.
     *
     * @param directory made if it is not there; what is in it already is not unpacked again
     * @throws NativeLibraryException if a native library is missing or does not load, or none was
     *     unpacked there: this process, or an environment variable such as {@code
     *     ENGINE_CACHE_DIR}, takes them from elsewhere
     * @throws java.io.UncheckedIOException if others cannot be let read the directory
     * @throws EmotionException as from {@link #build()}
     */
    public void prepare(Path directory) {
      set(ConfigKey.CACHE_DIRECTORY, directory.toAbsolutePath().toString());
      build().close();
      if (!Files.exists(directory) || !SharedDirectory.open(directory)) {
        throw new NativeLibraryException(
            "no native library was unpacked to "
                + directory
                + ": no part needs one, or this process or its environment takes them from"
                + " elsewhere; prepare in a process of its own");
      }
    }
  }
}
