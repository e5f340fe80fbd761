package org.emotion4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.spi.ScoreSmoother.Smoothed;
import org.emotion4j.stream.StreamOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExponentialSmootherTest {
  private static final List<Emotion> LABELS =
      List.of(Emotion.HAPPINESS, Emotion.NEUTRAL, Emotion.SADNESS);

  private final ExponentialSmoother smoother = new ExponentialSmoother(StreamOptions.defaults());

  private static EmotionScores scores(double happiness, double neutral) {
    return EmotionScores.of(
        LABELS,
        new float[] {
          (float) happiness, (float) neutral, (float) Math.max(0, 1 - happiness - neutral)
        });
  }

  /** A distribution with noise on each score. */
  private static EmotionScores noisy(
      double happiness, double neutral, double noise, Random random) {
    double[] values = {happiness, neutral, 1 - happiness - neutral};
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i] + noise * random.nextGaussian());
      sum += values[i];
    }
    return scores(values[0] / sum, Math.min(values[1] / sum, 1 - values[0] / sum));
  }

  private static Duration millis(double millis) {
    return Duration.ofNanos((long) (millis * 1e6));
  }

  @ParameterizedTest
  @ValueSource(doubles = {15, 25, 30, 60})
  void smooth_noise_fivefoldFewerLabelSwitches(double fps) {
    int rawSwitches = 0;
    int switches = 0;
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      ExponentialSmoother each = new ExponentialSmoother(StreamOptions.defaults());
      Emotion raw = null;
      Emotion label = null;
      for (int i = 0; i < 20 * fps; i++) {
        EmotionScores now = noisy(0.5, 0.4, 0.15, random);
        Emotion steady = each.smooth(millis(i * 1000 / fps), now, 1).label();
        rawSwitches += raw != null && raw != now.top() ? 1 : 0;
        switches += label != null && label != steady ? 1 : 0;
        raw = now.top();
        label = steady;
      }
    }
    assertThat(rawSwitches).as("the noise is worth smoothing").isGreaterThan(500);
    assertThat(switches * 5).as("%d raw, %d steady", rawSwitches, switches).isLessThan(rawSwitches);
  }

  @ParameterizedTest
  @CsvSource({"25,0", "30,0", "60,0", "25,0.08", "30,0.08", "60,0.08"})
  void smooth_trueChange_showsWithin300Millis(double fps, double noise) {
    for (int seed = 0; seed < 20; seed++) {
      double change = 1000 + seed * 1.7;
      assertThat(delay(fps, change, 0.7, 0.2, noise, seed))
          .as("seed %d", seed)
          .isBetween(0.0, 300.0);
    }
    assertThat(delay(fps, 1001, 0.6, 0.3, 0, 0)).isLessThanOrEqualTo(300);
  }

  @Test
  void smooth_5And60FramesASecond_changeLabelWithinOneFrameOfTheSlower() {
    for (int i = 0; i < 40; i++) {
      double change = 1000 + i * 5;
      double slow = delay(5, change, 0.7, 0.2, 0, 0);
      double fast = delay(60, change, 0.7, 0.2, 0, 0);
      assertThat(slow - fast).as("change at %s", change).isBetween(-40.0, 240.0);
    }
  }

  @Test
  void smooth_piecewiseConstantScores_doNotDependOnTheFrameRate() {
    double[] ends = new double[2];
    int[] rates = {5, 60};
    for (int r = 0; r < 2; r++) {
      ExponentialSmoother each = new ExponentialSmoother(StreamOptions.defaults());
      for (int i = 0; i <= 2 * rates[r]; i++) {
        double t = i * 1000.0 / rates[r];
        ends[r] =
            each.smooth(millis(t), t <= 1000 ? scores(0.8, 0.1) : scores(0.2, 0.7), 1)
                .scores()
                .score(Emotion.NEUTRAL);
      }
    }
    assertThat(ends[0]).isCloseTo(ends[1], within(1e-4));
  }

  /** How many milliseconds after happiness and neutral swapped their scores the label follows. */
  private static double delay(
      double fps, double change, double high, double low, double noise, int seed) {
    Random random = new Random(seed);
    ExponentialSmoother each = new ExponentialSmoother(StreamOptions.defaults());
    double shown = Double.NaN;
    for (int i = 0; i * 1000 / fps < change + 2000; i++) {
      double t = i * 1000 / fps;
      EmotionScores now =
          t < change ? noisy(high, low, noise, random) : noisy(low, high, noise, random);
      Emotion label = each.smooth(millis(t), now, 1).label();
      if (Double.isNaN(shown) && label == Emotion.NEUTRAL) {
        shown = t - change;
      }
    }
    return shown;
  }

  @Test
  void smooth_firstFrame_isTakenAsItIs() {
    Smoothed first = smoother.smooth(millis(500), scores(0.2, 0.5), 0.3);
    assertThat(first.scores()).isEqualTo(scores(0.2, 0.5));
    assertThat(first.label()).isEqualTo(Emotion.NEUTRAL);
  }

  @Test
  void smooth_lowWeight_movesLess() {
    smoother.smooth(millis(0), scores(0.9, 0.1), 1);
    double heavy =
        0.9 - smoother.smooth(millis(40), scores(0.1, 0.9), 1).scores().score(Emotion.HAPPINESS);
    ExponentialSmoother other = new ExponentialSmoother(StreamOptions.defaults());
    other.smooth(millis(0), scores(0.9, 0.1), 1);
    double light =
        0.9 - other.smooth(millis(40), scores(0.1, 0.9), 0.3).scores().score(Emotion.HAPPINESS);
    assertThat(light).isPositive().isLessThan(heavy / 2);
  }

  @Test
  void smooth_leadBelowTheMargin_keepsTheLabel() {
    smoother.smooth(millis(0), scores(0.5, 0.4), 1);
    for (int t = 40; t < 5000; t += 40) {
      assertThat(smoother.smooth(millis(t), scores(0.42, 0.48), 1).label())
          .isEqualTo(Emotion.HAPPINESS);
    }
  }

  @Test
  void smooth_challengersTakeTurns_theLabelStillChanges() {
    smoother.smooth(millis(0), scores(1, 0), 1);
    Emotion label = Emotion.HAPPINESS;
    for (int i = 1; i <= 15; i++) {
      label =
          smoother.smooth(millis(40 * i), i % 2 == 0 ? scores(0, 0.9) : scores(0, 0.1), 1).label();
    }
    assertThat(label).isNotEqualTo(Emotion.HAPPINESS);
  }

  @Test
  void smooth_noSmoothingAndNoHold_followsEveryFrame() {
    ExponentialSmoother each =
        new ExponentialSmoother(
            StreamOptions.builder()
                .smoothing(Duration.ZERO)
                .labelHold(Duration.ZERO)
                .labelMargin(0)
                .build());
    each.smooth(millis(0), scores(0.9, 0.1), 1);
    Smoothed next = each.smooth(millis(40), scores(0.1, 0.9), 0.3);
    assertThat(next.scores()).isEqualTo(scores(0.1, 0.9));
    assertThat(next.label()).isEqualTo(Emotion.NEUTRAL);
  }
}
