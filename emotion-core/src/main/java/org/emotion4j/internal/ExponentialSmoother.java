package org.emotion4j.internal;

import java.time.Duration;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.spi.ScoreSmoother;
import org.emotion4j.stream.StreamOptions;
import org.jspecify.annotations.Nullable;

/**
 * Exponential smoothing in time, with hysteresis of the label.
 *
 * <p>Scores move towards those of a frame by the share {@code 1 - exp(-weight * dt / smoothing)},
 * where dt is the time since the frame before: what results does not depend on the frame rate. The
 * label changes when another emotion has led it for the hold time by more than the margin at every
 * frame; if the leaders change in that time, the last one wins, so that the time until a change is
 * bounded: a lasting change of scores by d shows after {@code smoothing / weight * ln(2d / (d -
 * margin)) + hold}, plus at most two frames.
 */
final class ExponentialSmoother implements ScoreSmoother {
  private final double smoothingNanos;
  private final long holdNanos;
  private final double margin;

  private double @Nullable [] state;
  private long last;
  private int label;
  private boolean challenged;
  private long challengedSince;

  ExponentialSmoother(StreamOptions options) {
    smoothingNanos = options.smoothing().toNanos();
    holdNanos = options.labelHold().toNanos();
    margin = options.labelMargin();
  }

  @Override
  public Smoothed smooth(Duration timestamp, EmotionScores scores, double weight) {
    long now = timestamp.toNanos();
    int n = scores.labels().size();
    double[] smooth = state;
    if (smooth == null) {
      smooth = new double[n];
      state = smooth;
      for (int i = 0; i < n; i++) {
        smooth[i] = scores.score(scores.labels().get(i));
      }
      label = scores.labels().indexOf(scores.top());
    } else {
      double share =
          smoothingNanos == 0 ? 1 : 1 - Math.exp(-weight * (now - last) / smoothingNanos);
      for (int i = 0; i < n; i++) {
        smooth[i] += share * (scores.score(scores.labels().get(i)) - smooth[i]);
      }
      challenge(smooth, now);
    }
    last = now;
    return new Smoothed(distribution(scores, smooth), current(scores));
  }

  private void challenge(double[] smooth, long now) {
    int leader = label;
    for (int i = 0; i < smooth.length; i++) {
      if (smooth[i] > smooth[leader]) {
        leader = i;
      }
    }
    if (leader == label || smooth[leader] - smooth[label] < margin) {
      challenged = false;
      return;
    }
    if (!challenged) {
      challenged = true;
      challengedSince = now;
    }
    if (now - challengedSince >= holdNanos) {
      label = leader;
      challenged = false;
    }
  }

  private Emotion current(EmotionScores scores) {
    return scores.labels().get(label);
  }

  private static EmotionScores distribution(EmotionScores scores, double[] smooth) {
    float[] values = new float[smooth.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) smooth[i];
    }
    return EmotionScores.of(scores.labels(), values);
  }
}
