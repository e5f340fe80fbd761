package org.emotion4j.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.stream.StreamOptions;
import org.jspecify.annotations.Nullable;

/**
 * Corrects one person's scores for what their resting face looks like. Some faces look sad or angry
 * at rest; what counts is the change from there.
 *
 * <p>The baseline b is the mean of the resting face's scores in log-probability space. The
 * correction takes b to what a resting face should give: of every other emotion no more than {@link
 * #AT_REST}, and what is above it goes to neutral. It is added to the logarithm of every later
 * score, and the sum is made a distribution again. Emotions that the resting face does not show are
 * not touched, but for their share of the whole.
 */
final class NeutralBaseline {
  /** The most that a resting face should show of any emotion but neutral. */
  private static final double AT_REST = 0.05;

  /**
   * Below this, the logarithm of a resting face's score says more of the model than of the face.
   */
  private static final double FLOOR = 0.005;

  /** A score of zero has no logarithm. */
  private static final double TINY = 1e-7;

  /** No correction is beyond a factor of about twenty. */
  private static final double MAX_CORRECTION = 3;

  /** Only faces that can be read well are learned from. */
  private static final double MIN_WEIGHT = 0.5;

  /** The longest time that one frame stands for. */
  private static final long MAX_STEP_NANOS = Duration.ofSeconds(1).toNanos();

  private final long learningNanos;
  private @Nullable EmotionScores baseline;
  private double @Nullable [] correction;

  private double @Nullable [] logSum;
  private double learned;
  private long last = -1;

  /** A baseline as the options ask for, or empty when they ask for none. */
  static Optional<NeutralBaseline> of(StreamOptions options) {
    if (options.baseline().isPresent()) {
      NeutralBaseline given = new NeutralBaseline(0);
      given.use(options.baseline().get());
      return Optional.of(given);
    }
    return options.baselineLearning().map(time -> new NeutralBaseline(time.toNanos()));
  }

  /**
   * @throws IllegalArgumentException if a model with these labels cannot be corrected as the
   *     options ask for
   */
  static void check(StreamOptions options, List<Emotion> labels) {
    if (options.baselineLearning().isPresent() && !labels.contains(Emotion.NEUTRAL)) {
      throw new IllegalArgumentException(
          "a baseline needs a model that knows neutral faces; this one knows " + labels);
    }
    options
        .baseline()
        .ifPresent(
            given -> {
              if (!given.labels().equals(labels) || !labels.contains(Emotion.NEUTRAL)) {
                throw new IllegalArgumentException(
                    "the baseline has the emotions "
                        + given.labels()
                        + ", the model "
                        + labels
                        + "; they must be the same, neutral among them");
              }
            });
  }

  private NeutralBaseline(long learningNanos) {
    this.learningNanos = learningNanos;
  }

  /** The resting face that is corrected for; empty until it is learned. */
  Optional<EmotionScores> scores() {
    return Optional.ofNullable(baseline);
  }

  /** Learns from the scores if that is not done yet, and returns them corrected if it is. */
  EmotionScores apply(Duration timestamp, EmotionScores scores, double weight) {
    if (correction == null) {
      learn(timestamp.toNanos(), scores, weight);
    }
    return correction == null ? scores : corrected(scores, correction);
  }

  private void learn(long now, EmotionScores scores, double weight) {
    long step = last < 0 ? 0 : Math.min(MAX_STEP_NANOS, now - last);
    last = now;
    // Who laughs is not at rest; no resting face is taken for that, while for sad ones many are.
    if (weight < MIN_WEIGHT
        || scores.top() == Emotion.HAPPINESS
        || scores.top() == Emotion.SURPRISE) {
      return;
    }
    double[] sum = logSum != null ? logSum : new double[scores.labels().size()];
    logSum = sum;
    for (int i = 0; i < sum.length; i++) {
      sum[i] += step * log(scores.score(scores.labels().get(i)));
    }
    learned += step;
    if (learned >= learningNanos && learned > 0) {
      double[] mean = new double[sum.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = sum[i] / learned;
      }
      use(softmax(scores.labels(), mean));
      logSum = null;
    }
  }

  private void use(EmotionScores resting) {
    List<Emotion> labels = resting.labels();
    double[] change = new double[labels.size()];
    double others = 0;
    for (int i = 0; i < change.length; i++) {
      if (labels.get(i) != Emotion.NEUTRAL) {
        double score = resting.score(labels.get(i));
        double wanted = Math.min(score, AT_REST);
        others += wanted;
        change[i] = bounded(log(wanted) - log(score));
      }
    }
    int neutral = labels.indexOf(Emotion.NEUTRAL);
    change[neutral] = bounded(log(1 - others) - log(resting.score(Emotion.NEUTRAL)));
    baseline = resting;
    correction = change;
  }

  private static EmotionScores corrected(EmotionScores scores, double[] change) {
    double[] logs = new double[change.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(Math.max(TINY, scores.score(scores.labels().get(i)))) + change[i];
    }
    return softmax(scores.labels(), logs);
  }

  private static double bounded(double change) {
    return Math.max(-MAX_CORRECTION, Math.min(MAX_CORRECTION, change));
  }

  private static double log(double score) {
    return Math.log(Math.max(FLOOR, score));
  }

  private static EmotionScores softmax(List<Emotion> labels, double[] logs) {
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log);
    }
    float[] values = new float[logs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.exp(logs[i]) / sum);
    }
    return EmotionScores.of(labels, values);
  }
}
