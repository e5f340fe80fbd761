package org.emotion4j.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotionRecognizer;

/**
 * Fits a model's temperature (Guo et al., "On Calibration of Modern Neural Networks", 2017): the
 * one under which the labels of the pictures are most likely.
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@calibrate \
 *   -Dexec.args="--model FOLDER --fer2013 fer2013.csv.gz --ferplus fer2013new.csv"
 * }</pre>
 *
 * <p>It reads PublicTest, under FER+'s "majority" protocol or, without {@code --ferplus}, under
 * FER2013's own labels, and prints the temperature for {@code model.json}; the export writes it
 * there, with the golden scores that follow from it.
 */
public final class Calibrate {
  private static final double LOWEST = 0.1;
  private static final double HIGHEST = 10;
  private static final int STEPS = 60;

  private Calibrate() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException {
    Arguments arguments =
        new Arguments(List.of(args), Set.of("--model", "--fer2013", "--ferplus"), Set.of());
    List<Fer2013Csv.Row> rows = Fer2013Csv.read(arguments.path("--fer2013"), false).rows();
    List<LabelledPictures.Picture> pictures =
        arguments.has("--ferplus")
            ? LabelledPictures.ferPlus(
                rows, FerPlusVotes.read(arguments.path("--ferplus")), Split.PUBLIC_TEST)
            : LabelledPictures.fer2013(rows, Split.PUBLIC_TEST);
    List<LabelledPictures.Picture> clear =
        pictures.stream().filter(LabelledPictures.Picture::clear).toList();
    try (FaceEmotionRecognizer recognizer =
        Evaluator.recognizer(arguments.required("--model"), true)) {
      List<Prediction> predictions = Evaluator.predict(recognizer, clear);
      List<Emotion> labels = recognizer.model().labels();
      double present = recognizer.model().temperature();
      double factor = factor(predictions, labels);
      System.out.printf(
          Locale.ROOT,
          "PublicTest, n = %d: ECE %.4f and loss %.4f at temperature %.4f; loss %.4f at %.4f%n",
          predictions.size(),
          Evaluation.of(predictions, labels).ece(),
          loss(predictions, labels, 1),
          present,
          loss(predictions, labels, factor),
          present * factor);
      System.out.printf(Locale.ROOT, "temperature = %.4f%n", present * factor);
    }
  }

  /**
   * What the temperature in force is to be multiplied by. The loss falls, then rises, so that
   * thirds of the interval can be left out one by one.
   */
  static double factor(List<Prediction> predictions, List<Emotion> labels) {
    double low = Math.log(LOWEST);
    double high = Math.log(HIGHEST);
    for (int step = 0; step < STEPS; step++) {
      double third = (high - low) / 3;
      if (loss(predictions, labels, Math.exp(low + third))
          < loss(predictions, labels, Math.exp(high - third))) {
        high -= third;
      } else {
        low += third;
      }
    }
    return Math.exp((low + high) / 2);
  }

  /** Mean negative log-likelihood of the labels when the logarithms of the scores are divided. */
  private static double loss(
      List<Prediction> predictions, List<Emotion> labels, double temperature) {
    double sum = 0;
    for (Prediction prediction : predictions) {
      EmotionScores scores = prediction.scores().orElseThrow();
      List<Double> logits = new ArrayList<>(labels.size());
      double total = 0;
      for (Emotion label : labels) {
        // A score that rounded to 0 still has a logarithm this way; the softmax is shift-invariant.
        double logit = Math.log(Math.max(scores.score(label), Float.MIN_NORMAL)) / temperature;
        logits.add(logit);
        total += Math.exp(logit);
      }
      sum += Math.log(total) - logits.get(labels.indexOf(prediction.truth()));
    }
    return sum / predictions.size();
  }
}
