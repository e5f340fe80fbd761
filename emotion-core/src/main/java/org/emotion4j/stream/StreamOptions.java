package org.emotion4j.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import org.emotion4j.ConfigurationException;
import org.emotion4j.EmotionScores;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.ScoreSmoother;
import org.jspecify.annotations.Nullable;

/**
 * How a stream follows faces and steadies their emotions. Immutable, and checked together in {@link
 * Builder#build()}. Everything that is a number, a time or a name is also a {@link ConfigKey}
 * {@code emotion.stream.*}; {@code FaceEmotionRecognizer.streamOptions()} has what the
 * configuration says.
 */
public final class StreamOptions {
  /** No time that an option takes may be longer: one hour. */
  public static final Duration MAX_TIME = Duration.ofHours(1);

  private static final Duration MIN_TIME = Duration.ofNanos(1);

  private final @Nullable Duration budget;
  private final Duration maxDetectionInterval;
  private final Duration grace;
  private final Duration smoothing;
  private final Duration labelHold;
  private final double labelMargin;
  private final QualityThresholds quality;
  private final @Nullable Duration baselineLearning;
  private final @Nullable EmotionScores baseline;
  private final String trackerName;
  private final @Nullable Function<StreamOptions, FaceTracker> tracker;
  private final String smootherName;
  private final @Nullable Function<StreamOptions, ScoreSmoother> smoother;
  private final Executor executor;
  private final @Nullable StreamListener listener;
  private final Map<String, String> extras;

  private StreamOptions(Builder builder) {
    this.budget = builder.budget;
    this.maxDetectionInterval = builder.maxDetectionInterval;
    this.grace = builder.grace;
    this.smoothing = builder.smoothing;
    this.labelHold = builder.labelHold;
    this.labelMargin = builder.labelMargin;
    this.quality = builder.quality;
    this.baselineLearning = builder.baselineLearning;
    this.baseline = builder.baseline;
    this.trackerName = builder.trackerName;
    this.tracker = builder.tracker;
    this.smootherName = builder.smootherName;
    this.smoother = builder.smoother;
    this.executor = builder.executor;
    this.listener = builder.listener;
    this.extras = builder.extras;
  }

  /** The defaults, regardless of any configuration around. */
  public static StreamOptions defaults() {
    return from(EmotionConfig.of(Map.of()));
  }

  /** A builder that starts from {@link #defaults()}. */
  public static Builder builder() {
    return defaults().toBuilder();
  }

  /**
   * The options of a configuration.
   *
   * @throws ConfigurationException if a value is not allowed: the message has key, origin, value
   *     and what is allowed
   */
  public static StreamOptions from(EmotionConfig config) {
    return new Builder(config).build();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * How long the work on one frame may take on average; empty for no limit, which runs the detector
   * and the model on every frame.
   */
  public Optional<Duration> budget() {
    return Optional.ofNullable(budget);
  }

  /**
   * The detector runs at least this often, whatever the budget, so that this is how long a new face
   * can go unseen; and each face is classified at least this often.
   */
  public Duration maxDetectionInterval() {
    return maxDetectionInterval;
  }

  /** How long a face may be lost and still keep its id. */
  public Duration grace() {
    return grace;
  }

  /** Time constant of the exponential smoothing of scores; zero for none. */
  public Duration smoothing() {
    return smoothing;
  }

  /** How long another emotion must lead before the label changes to it; zero for at once. */
  public Duration labelHold() {
    return labelHold;
  }

  /** By how much another emotion's score must lead to replace the label; from 0 to 1. */
  public double labelMargin() {
    return labelMargin;
  }

  /** Which faces are bad to read. */
  public QualityThresholds quality() {
    return quality;
  }

  /** How much time of a face's being readable its baseline is learned from; empty for none. */
  public Optional<Duration> baselineLearning() {
    return Optional.ofNullable(baselineLearning);
  }

  /** The neutral face that every face of the stream is corrected for; empty for none. */
  public Optional<EmotionScores> baseline() {
    return Optional.ofNullable(baseline);
  }

  /** Name of the tracker; means nothing with {@link #tracker()}. */
  public String trackerName() {
    return trackerName;
  }

  /** What makes the application's own tracker for each stream; empty for the one of that name. */
  public Optional<Function<StreamOptions, FaceTracker>> tracker() {
    return Optional.ofNullable(tracker);
  }

  /** Name of the smoother; means nothing with {@link #smoother()}. */
  public String smootherName() {
    return smootherName;
  }

  /** What makes the application's own smoother for each face; empty for the one of that name. */
  public Optional<Function<StreamOptions, ScoreSmoother>> smoother() {
    return Optional.ofNullable(smoother);
  }

  /** Where live frames are worked on and results delivered; a task occupies it for one frame. */
  public Executor executor() {
    return executor;
  }

  /** Who receives the results of live frames; empty for subscribers only. */
  public Optional<StreamListener> listener() {
    return Optional.ofNullable(listener);
  }

  /** The configuration's keys that start with {@code emotion.x.}, without that prefix. */
  public Map<String, String> extras() {
    return extras;
  }

  /** Collects options; all of them are checked in {@link #build()}. For one thread. */
  public static final class Builder {
    private @Nullable Duration budget;
    private Duration maxDetectionInterval;
    private Duration grace;
    private Duration smoothing;
    private Duration labelHold;
    private double labelMargin;
    private QualityThresholds quality;
    private @Nullable Duration baselineLearning;
    private @Nullable EmotionScores baseline;
    private String trackerName;
    private @Nullable Function<StreamOptions, FaceTracker> tracker;
    private String smootherName;
    private @Nullable Function<StreamOptions, ScoreSmoother> smoother;
    private Executor executor;
    private @Nullable StreamListener listener;
    private final Map<String, String> extras;

    private Builder(EmotionConfig config) {
      budget = optionalTime(config, ConfigKey.STREAM_BUDGET);
      maxDetectionInterval =
          config.time(ConfigKey.STREAM_MAX_DETECTION_INTERVAL, Duration.ZERO, MAX_TIME);
      grace = config.time(ConfigKey.STREAM_GRACE, Duration.ZERO, MAX_TIME);
      smoothing = config.time(ConfigKey.STREAM_SMOOTHING, Duration.ZERO, MAX_TIME);
      labelHold = config.time(ConfigKey.STREAM_LABEL_HOLD, Duration.ZERO, MAX_TIME);
      labelMargin = config.number(ConfigKey.STREAM_LABEL_MARGIN, 0, 1);
      quality =
          new QualityThresholds(
              config.number(ConfigKey.STREAM_MIN_WEIGHT, 0, 1),
              config.number(ConfigKey.STREAM_MIN_SIZE, 0, 100_000),
              config.number(ConfigKey.STREAM_MIN_SHARPNESS, 0, 100),
              config.number(ConfigKey.STREAM_MIN_BRIGHTNESS, 0, 1),
              config.number(ConfigKey.STREAM_MAX_CLIPPED, 0, 1),
              config.number(ConfigKey.STREAM_MAX_YAW, 0, 90),
              config.number(ConfigKey.STREAM_MAX_COVERED, 0, 1));
      baselineLearning = optionalTime(config, ConfigKey.STREAM_BASELINE);
      trackerName = config.value(ConfigKey.STREAM_TRACKER, Function.identity());
      smootherName = config.value(ConfigKey.STREAM_SMOOTHER, Function.identity());
      executor = ForkJoinPool.commonPool();
      extras = config.extras();
    }

    private Builder(StreamOptions options) {
      budget = options.budget;
      maxDetectionInterval = options.maxDetectionInterval;
      grace = options.grace;
      smoothing = options.smoothing;
      labelHold = options.labelHold;
      labelMargin = options.labelMargin;
      quality = options.quality;
      baselineLearning = options.baselineLearning;
      baseline = options.baseline;
      trackerName = options.trackerName;
      tracker = options.tracker;
      smootherName = options.smootherName;
      smoother = options.smoother;
      executor = options.executor;
      listener = options.listener;
      extras = options.extras;
    }

    private static @Nullable Duration optionalTime(EmotionConfig config, ConfigKey key) {
      return config.text(key).isEmpty() ? null : config.time(key, MIN_TIME, MAX_TIME);
    }

    /** How long the work on one frame may take on average; above zero. */
    public Builder budget(Duration average) {
      this.budget = Objects.requireNonNull(average, "budget");
      return this;
    }

    /** The detector runs at least this often; zero for on every frame. */
    public Builder maxDetectionInterval(Duration interval) {
      this.maxDetectionInterval = Objects.requireNonNull(interval, "maxDetectionInterval");
      return this;
    }

    /** How long a face may be lost and still keep its id. */
    public Builder grace(Duration time) {
      this.grace = Objects.requireNonNull(time, "grace");
      return this;
    }

    /** Time constant of the smoothing; zero for none. */
    public Builder smoothing(Duration timeConstant) {
      this.smoothing = Objects.requireNonNull(timeConstant, "smoothing");
      return this;
    }

    /** How long another emotion must lead before the label changes; zero for at once. */
    public Builder labelHold(Duration time) {
      this.labelHold = Objects.requireNonNull(time, "labelHold");
      return this;
    }

    /** By how much another emotion must lead to replace the label; from 0 to 1. */
    public Builder labelMargin(double margin) {
      this.labelMargin = margin;
      return this;
    }

    /** Which faces are bad to read. */
    public Builder quality(QualityThresholds thresholds) {
      this.quality = Objects.requireNonNull(thresholds, "quality");
      return this;
    }

    /**
     * Learns each face's neutral expression from the first so much time in which it can be read,
     * and corrects it from then on. For people who look at the camera with a resting face at first;
     * {@code docs/streams.md} has the limits.
     */
    public Builder learnBaseline(Duration time) {
      this.baselineLearning = Objects.requireNonNull(time, "baseline");
      this.baseline = null;
      return this;
    }

    /**
     * Corrects every face for this neutral expression, such as a {@link TrackedFace#baseline()} of
     * an earlier stream of the same person. For streams of one person.
     */
    public Builder baseline(EmotionScores neutralFace) {
      this.baseline = Objects.requireNonNull(neutralFace, "baseline");
      this.baselineLearning = null;
      return this;
    }

    /** The tracker by name; one given by {@link #tracker(Function)} wins over it. */
    public Builder tracker(String name) {
      this.trackerName = Objects.requireNonNull(name, "tracker");
      return this;
    }

    /** Makes a tracker, once for each stream, which closes it: {@code MyTracker::new}. */
    public Builder tracker(Function<StreamOptions, FaceTracker> factory) {
      this.tracker = Objects.requireNonNull(factory, "tracker");
      return this;
    }

    /** The smoother by name; one given by {@link #smoother(Function)} wins over it. */
    public Builder smoother(String name) {
      this.smootherName = Objects.requireNonNull(name, "smoother");
      return this;
    }

    /** Makes a smoother, once for each face: {@code MySmoother::new}. */
    public Builder smoother(Function<StreamOptions, ScoreSmoother> factory) {
      this.smoother = Objects.requireNonNull(factory, "smoother");
      return this;
    }

    /**
     * Where live frames are worked on and results delivered; the common pool unless set. Any
     * executor will do, such as one of a single thread: a stream never runs two tasks at once. One
     * that runs tasks in the calling thread makes {@link EmotionStream#submit} block.
     */
    public Builder executor(Executor live) {
      this.executor = Objects.requireNonNull(live, "executor");
      return this;
    }

    /** Receives the results of live frames. */
    public Builder listener(StreamListener receiver) {
      this.listener = Objects.requireNonNull(receiver, "listener");
      return this;
    }

    /**
     * @throws IllegalArgumentException if a time is negative or longer than {@link #MAX_TIME}, the
     *     budget or learning time is zero, or the margin is not in [0, 1]
     */
    public StreamOptions build() {
      if (budget != null) {
        check("budget", budget, true);
      }
      if (baselineLearning != null) {
        check("baseline", baselineLearning, true);
      }
      check("maxDetectionInterval", maxDetectionInterval, false);
      check("grace", grace, false);
      check("smoothing", smoothing, false);
      check("labelHold", labelHold, false);
      if (!(labelMargin >= 0 && labelMargin <= 1)) {
        throw new IllegalArgumentException("labelMargin must lie in [0, 1], got " + labelMargin);
      }
      return new StreamOptions(this);
    }

    private static void check(String name, Duration time, boolean aboveZero) {
      if (time.isNegative() || (aboveZero && time.isZero()) || time.compareTo(MAX_TIME) > 0) {
        throw new IllegalArgumentException(
            name
                + " must be "
                + (aboveZero ? "above zero" : "zero or more")
                + " and at most one hour, got "
                + time.toMillis()
                + " ms");
      }
    }
  }
}
