package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final List<Emotion> LABELS = List.of(Emotion.ANGER, Emotion.FEAR, Emotion.NEUTRAL);

  private static Prediction said(Emotion truth, double anger, double fear, double neutral) {
    float[] scores = {(float) anger, (float) fear, (float) neutral};
    return new Prediction(truth, Optional.of(EmotionScores.of(LABELS, scores)));
  }

  private static final List<Prediction> FOUR =
      List.of(
          said(Emotion.ANGER, 0.8, 0.1, 0.1),
          said(Emotion.ANGER, 0.2, 0.7, 0.1),
          said(Emotion.FEAR, 0.1, 0.9, 0),
          new Prediction(Emotion.FEAR, Optional.empty()));

  @Test
  void of_rowsOfTheConfusionMatrixAreTheTruth() {
    Evaluation evaluation = Evaluation.of(FOUR, LABELS);

    assertThat(evaluation.confusion())
        .containsExactly(List.of(1, 1, 0), List.of(0, 1, 0), List.of(0, 0, 0));
  }

  @Test
  void of_faceNotFound_countsAsWrong() {
    Evaluation evaluation = Evaluation.of(FOUR, LABELS);

    assertThat(evaluation.n()).isEqualTo(4);
    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    assertThat(evaluation.coverage()).isEqualTo(0.75);
    assertThat(evaluation.perClass().get(1))
        .isEqualTo(new Evaluation.PerClass(Emotion.FEAR, 0.5, 0.5, 0.5, 2));
  }

  @Test
  void of_macroF1_isTheMeanOverLabelsThatOccur() {
    // anger: precision 1, recall 1/2; fear: both 1/2; neutral does not occur
    assertThat(Evaluation.of(FOUR, LABELS).macroF1()).isCloseTo((2 / 3.0 + 0.5) / 2, within(1e-9));
  }

  @Test
  void of_interval_isWilsons() {
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      predictions.add(said(Emotion.ANGER, i < 90 ? 0.8 : 0.1, 0.1, i < 90 ? 0.1 : 0.8));
    }

    Evaluation evaluation = Evaluation.of(predictions, LABELS);

    assertThat(evaluation.accuracyLow()).isCloseTo(0.8256, within(1e-4));
    assertThat(evaluation.accuracyHigh()).isCloseTo(0.9448, within(1e-4));
    assertThat(evaluation.ece()).as("scored 0.8, right 0.9").isCloseTo(0.1, within(1e-6));
  }

  @Test
  void of_fewerLabels_restrictsAndRenormalises() {
    List<Prediction> predictions = List.of(said(Emotion.ANGER, 0.3, 0.1, 0.6));

    Evaluation evaluation = Evaluation.of(predictions, List.of(Emotion.ANGER, Emotion.FEAR));

    assertThat(evaluation.accuracy()).isEqualTo(1);
    assertThat(evaluation.ece()).as("3/4 sure and right").isCloseTo(0.25, within(1e-6));
  }

  @Test
  void of_selective_answersTheSurestFirst() {
    List<Evaluation.Selective> points = Evaluation.of(FOUR, LABELS).selective();

    assertThat(points.get(6)).isEqualTo(new Evaluation.Selective(0.7, 1));
    assertThat(points.get(9).accuracy()).isCloseTo(2 / 3.0, within(1e-9));
  }

  @Test
  void of_nothing_isRefused() {
    assertThatThrownBy(() -> Evaluation.of(List.of(), LABELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing to evaluate");
  }

  @Test
  void report_hasTheSameFiguresInEachForm(@TempDir Path folder) throws Exception {
    Evaluation evaluation = Evaluation.of(FOUR, LABELS);

    String markdown = Report.markdown(evaluation, List.of("a note"));
    JsonObject json =
        JsonParser.parseString(Report.json(evaluation, Optional.empty())).getAsJsonObject();
    Report.write(evaluation, markdown, folder);

    assertThat(markdown).contains("- a note", "| 4 | 0.5000 |", "| anger | 1 | 1 | 0 |");
    assertThat(json.keySet())
        .containsExactly(
            "n",
            "accuracy",
            "accuracyLow",
            "accuracyHigh",
            "macroF1",
            "weightedF1",
            "ece",
            "coverage",
            "perClass",
            "confusion",
            "selective");
    assertThat(json.getAsJsonObject("confusion").getAsJsonObject("anger").get("fear").getAsInt())
        .isEqualTo(1);
    assertThat(folder.resolve("confusion.csv"))
        .hasContent("truth,anger,fear,neutral\nanger,1,1,0\nfear,0,1,0\nneutral,0,0,0\n");
    assertThat(folder.resolve("confusion.png")).isNotEmptyFile();
    assertThat(folder.resolve("selective.png")).isNotEmptyFile();
  }

  @Test
  void calibrate_tooSureModel_isCooledToTheShareThatIsRight() {
    // Seven of ten right at a score of 0.9: the likeliest scores are 0.7 against 0.3.
    List<Emotion> two = List.of(Emotion.ANGER, Emotion.FEAR);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      float[] scores = {0.9f, 0.1f};
      predictions.add(
          new Prediction(
              i < 7 ? Emotion.ANGER : Emotion.FEAR, Optional.of(EmotionScores.of(two, scores))));
    }

    double factor = Calibrate.factor(predictions, two);

    double expected = Math.log(0.9 / 0.1) / Math.log(0.7 / 0.3);
    assertThat(factor).isCloseTo(expected, within(1e-3));
  }

  @Test
  void reliabilityArea_isTheShareOfPairsInOrder() {
    List<Double> readable = List.of(0.9, 0.8, 0.5, 0.5);

    assertThat(Reliability.area(readable, List.of(0.1, 0.2))).isEqualTo(1);
    assertThat(Reliability.area(readable, List.of(0.5))).isEqualTo(0.75);
  }
}
