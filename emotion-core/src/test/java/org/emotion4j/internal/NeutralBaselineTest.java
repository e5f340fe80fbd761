package org.emotion4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.stream.StreamOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeutralBaselineTest {
  private static final List<Emotion> LABELS =
      List.of(Emotion.NEUTRAL, Emotion.HAPPINESS, Emotion.SADNESS, Emotion.ANGER);

  /** A resting face that looks sad. */
  private static final EmotionScores SAD_AT_REST = scores(0.30f, 0.01f, 0.64f, 0.05f);

  private static EmotionScores scores(float... values) {
    return EmotionScores.of(LABELS, values);
  }

  private static NeutralBaseline learning(Duration time) {
    return NeutralBaseline.of(StreamOptions.builder().learnBaseline(time).build()).orElseThrow();
  }

  private static NeutralBaseline given(EmotionScores baseline) {
    return NeutralBaseline.of(StreamOptions.builder().baseline(baseline).build()).orElseThrow();
  }

  @Test
  void of_defaults_isOff() {
    assertThat(NeutralBaseline.of(StreamOptions.defaults())).isEmpty();
  }

  @Test
  void apply_theRestingFaceItself_becomesNeutral() {
    EmotionScores corrected = given(SAD_AT_REST).apply(Duration.ZERO, SAD_AT_REST, 1);
    assertThat(corrected.top()).isEqualTo(Emotion.NEUTRAL);
    assertThat(corrected.score(Emotion.NEUTRAL)).isCloseTo(0.89, within(0.01));
    assertThat(corrected.score(Emotion.SADNESS)).isCloseTo(0.05, within(0.01));
    assertThat(corrected.score(Emotion.HAPPINESS)).isCloseTo(0.01, within(0.002));
  }

  @Test
  void apply_laughingAndVerySadFaces_stayWhatTheyAre() {
    NeutralBaseline baseline = given(SAD_AT_REST);
    assertThat(baseline.apply(Duration.ZERO, scores(0.1f, 0.85f, 0.04f, 0.01f), 1).top())
        .isEqualTo(Emotion.HAPPINESS);
    assertThat(baseline.apply(Duration.ZERO, scores(0.005f, 0.005f, 0.98f, 0.01f), 1).top())
        .isEqualTo(Emotion.SADNESS);
  }

  @Test
  void apply_restingFaceThatLooksNeutral_changesLittle() {
    NeutralBaseline baseline = given(scores(0.9f, 0.03f, 0.04f, 0.03f));
    EmotionScores sad = scores(0.35f, 0.01f, 0.6f, 0.04f);
    assertThat(baseline.apply(Duration.ZERO, sad, 1).score(Emotion.SADNESS))
        .isCloseTo(0.6, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 60})
  void apply_afterTheLearningTime_corrects(int fps) {
    NeutralBaseline baseline = learning(Duration.ofSeconds(2));
    for (int i = 0; i < 2 * fps; i++) {
      EmotionScores before = baseline.apply(Duration.ofMillis(i * 1000L / fps), SAD_AT_REST, 1);
      assertThat(before).isEqualTo(SAD_AT_REST);
      assertThat(baseline.scores()).isEmpty();
    }
    EmotionScores after = baseline.apply(Duration.ofSeconds(2), SAD_AT_REST, 1);
    assertThat(after.top()).isEqualTo(Emotion.NEUTRAL);
    assertThat(baseline.scores().orElseThrow().score(Emotion.SADNESS))
        .isCloseTo(0.64, within(0.01));
  }

  @Test
  void apply_laughingOrBadlySeenFaces_areNotLearnedFrom() {
    NeutralBaseline baseline = learning(Duration.ofSeconds(1));
    for (int t = 0; t < 5000; t += 100) {
      baseline.apply(Duration.ofMillis(t), scores(0.1f, 0.8f, 0.05f, 0.05f), 1);
    }
    for (int t = 5000; t < 9000; t += 100) {
      baseline.apply(Duration.ofMillis(t), SAD_AT_REST, 0.4);
    }
    assertThat(baseline.scores()).isEmpty();
  }

  @Test
  void check_modelWithoutNeutralOrWithOtherLabels_isAnError() {
    StreamOptions learning = StreamOptions.builder().learnBaseline(Duration.ofSeconds(1)).build();
    assertThatThrownBy(
            () -> NeutralBaseline.check(learning, List.of(Emotion.HAPPINESS, Emotion.SADNESS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neutral")
        .hasMessageContaining("happiness");
    StreamOptions given = StreamOptions.builder().baseline(SAD_AT_REST).build();
    assertThatThrownBy(
            () -> NeutralBaseline.check(given, List.of(Emotion.NEUTRAL, Emotion.HAPPINESS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[neutral, happiness, sadness, anger]");
    NeutralBaseline.check(given, LABELS);
    NeutralBaseline.check(learning, LABELS);
  }
}
