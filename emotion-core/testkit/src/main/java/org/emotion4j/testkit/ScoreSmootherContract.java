package org.emotion4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.spi.ScoreSmoother;
import org.emotion4j.spi.ScoreSmoother.Smoothed;
import org.emotion4j.stream.StreamOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ScoreSmoother} promises. */
public abstract class ScoreSmootherContract {
  private static final List<Emotion> LABELS =
      List.of(Emotion.SADNESS, Emotion.HAPPINESS, Emotion.NEUTRAL);
  private static final EmotionScores HAPPY = scores(0.1f, 0.8f, 0.1f);
  private static final EmotionScores SAD = scores(0.7f, 0.1f, 0.2f);

  private ScoreSmoother smoother;

  /** A new smoother for one face. */
  protected abstract ScoreSmoother create(StreamOptions options);

  @BeforeEach
  void open() {
    smoother = create(StreamOptions.defaults());
  }

  private static EmotionScores scores(float... values) {
    return EmotionScores.of(LABELS, values);
  }

  private Smoothed smooth(long millis, EmotionScores scores, double weight) {
    Smoothed smoothed = smoother.smooth(Duration.ofMillis(millis), scores, weight);
    assertThat(smoothed.scores().labels()).isEqualTo(LABELS);
    assertThat(LABELS).contains(smoothed.label());
    return smoothed;
  }

  @Test
  void smooth_firstFrame_hasItsLabel() {
    assertThat(smooth(0, HAPPY, 1).label()).isEqualTo(Emotion.HAPPINESS);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 30, 60})
  void smooth_lastingChange_isReachedAtAnyFrameRate(int fps) {
    smooth(0, HAPPY, 1);
    Smoothed last = smooth(1, HAPPY, 1);
    for (int i = 1; i <= 3 * fps; i++) {
      last = smooth(1 + i * 1000L / fps, SAD, 1);
    }
    assertThat(last.label()).isEqualTo(Emotion.SADNESS);
    for (Emotion emotion : LABELS) {
      assertThat(last.scores().score(emotion)).isCloseTo(SAD.score(emotion), within(0.02));
    }
  }

  @Test
  void smooth_oneOddFrame_doesNotChangeTheLabel() {
    for (int t = 0; t < 1000; t += 33) {
      smooth(t, HAPPY, 1);
    }
    assertThat(smooth(1000, SAD, 1).label()).isEqualTo(Emotion.HAPPINESS);
    assertThat(smooth(1033, HAPPY, 1).label()).isEqualTo(Emotion.HAPPINESS);
  }

  @Test
  void smooth_littleWeight_countsLess() {
    smooth(0, HAPPY, 1);
    double light = smooth(33, SAD, 0.05).scores().score(Emotion.SADNESS);
    ScoreSmoother other = create(StreamOptions.defaults());
    other.smooth(Duration.ZERO, HAPPY, 1);
    double heavy = other.smooth(Duration.ofMillis(33), SAD, 1).scores().score(Emotion.SADNESS);
    assertThat(light).isLessThan(heavy);
  }

  @Test
  void smooth_twoFaces_doNotMix() {
    ScoreSmoother other = create(StreamOptions.defaults());
    smooth(0, HAPPY, 1);
    assertThat(other.smooth(Duration.ZERO, SAD, 1).label()).isEqualTo(Emotion.SADNESS);
    assertThat(smooth(33, HAPPY, 1).scores()).isEqualTo(HAPPY);
  }
}
