package org.emotion4j.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;

/**
 * Figures of a model on labelled pictures. A picture in which no face was found counts as wrong.
 *
 * @param labels the emotions in the order of {@code perClass} and the confusion matrix
 * @param n number of pictures
 * @param accuracy share of pictures whose highest score is their label
 * @param accuracyLow lower end of the 95 % interval (Wilson, 1927)
 * @param accuracyHigh upper end of the 95 % interval
 * @param macroF1 mean F1 of the labels that occur
 * @param weightedF1 mean F1 weighted by how often a label occurs
 * @param ece expected calibration error in 15 equal bins (Guo et al., 2017), over found faces
 * @param coverage share of pictures in which a face was found
 * @param perClass figures of each label
 * @param confusion counts; the row is the label, the column what the model said; pictures without a
 *     found face stand in neither, so a row may sum to less than the label's support
 * @param selective accuracy when only the surest pictures are answered
 */
public record Evaluation(
    List<Emotion> labels,
    int n,
    double accuracy,
    double accuracyLow,
    double accuracyHigh,
    double macroF1,
    double weightedF1,
    double ece,
    double coverage,
    List<PerClass> perClass,
    List<List<Integer>> confusion,
    List<Selective> selective) {
  private static final int BINS = 15;
  private static final double Z = 1.959964;

  /**
   * Figures of one label; 0 where nothing can be divided.
   *
   * @param label the emotion
   * @param precision share of pictures called so that are
   * @param recall share of pictures that are so and called so
   * @param f1 harmonic mean of both
   * @param support number of pictures that are so
   */
  public record PerClass(Emotion label, double precision, double recall, double f1, int support) {}

  /**
   * A point of accuracy against coverage.
   *
   * @param coverage share of the pictures that are answered, those with the highest top score
   * @param accuracy among these
   */
  public record Selective(double coverage, double accuracy) {}

  /**
   * Computes all figures.
   *
   * @param predictions at least one
   * @param labels the emotions told apart; scores are restricted to them and renormalised
   */
  public static Evaluation of(List<Prediction> predictions, List<Emotion> labels) {
    if (predictions.isEmpty()) {
      throw new IllegalArgumentException("nothing to evaluate: no picture with a usable label");
    }
    int[][] confusion = new int[labels.size()][labels.size()];
    int[] support = new int[labels.size()];
    List<Answer> answers = new ArrayList<>();
    for (Prediction prediction : predictions) {
      int truth = labels.indexOf(prediction.truth());
      support[truth]++;
      prediction
          .scores()
          .ifPresent(
              scores -> {
                Answer answer = Answer.of(scores, labels, truth);
                confusion[truth][answer.guess()]++;
                answers.add(answer);
              });
    }
    int n = predictions.size();
    int right = 0;
    double macro = 0;
    double weighted = 0;
    int occurring = 0;
    List<PerClass> perClass = new ArrayList<>();
    for (int c = 0; c < labels.size(); c++) {
      int hits = confusion[c][c];
      int called = 0;
      for (int[] row : confusion) {
        called += row[c];
      }
      PerClass figures =
          new PerClass(
              labels.get(c),
              ratio(hits, called),
              ratio(hits, support[c]),
              ratio(2.0 * hits, called + support[c]),
              support[c]);
      perClass.add(figures);
      right += hits;
      weighted += figures.f1() * support[c] / n;
      if (support[c] > 0) {
        macro += figures.f1();
        occurring++;
      }
    }
    double accuracy = (double) right / n;
    double centre = (accuracy + Z * Z / (2 * n)) / (1 + Z * Z / n);
    double half =
        Z * Math.sqrt(accuracy * (1 - accuracy) / n + Z * Z / (4.0 * n * n)) / (1 + Z * Z / n);
    List<List<Integer>> rows = new ArrayList<>();
    for (int[] row : confusion) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return new Evaluation(
        List.copyOf(labels),
        n,
        accuracy,
        centre - half,
        centre + half,
        macro / occurring,
        weighted,
        calibrationError(answers),
        (double) answers.size() / n,
        perClass,
        rows,
        selective(answers));
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private record Answer(int guess, double score, boolean right) {
    static Answer of(EmotionScores scores, List<Emotion> labels, int truth) {
      int guess = 0;
      double sum = 0;
      for (int i = 0; i < labels.size(); i++) {
        double score = scores.score(labels.get(i));
        sum += score;
        if (score > scores.score(labels.get(guess))) {
          guess = i;
        }
      }
      return new Answer(guess, ratio(scores.score(labels.get(guess)), sum), guess == truth);
    }
  }

  private static double calibrationError(List<Answer> answers) {
    double[] scores = new double[BINS];
    int[] right = new int[BINS];
    for (Answer answer : answers) {
      int bin = Math.min(BINS - 1, (int) (answer.score() * BINS));
      scores[bin] += answer.score();
      right[bin] += answer.right() ? 1 : 0;
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(scores[bin] - right[bin]);
    }
    return ratio(error, answers.size());
  }

  private static List<Selective> selective(List<Answer> answers) {
    List<Answer> surest =
        answers.stream().sorted(Comparator.comparingDouble(Answer::score).reversed()).toList();
    List<Selective> points = new ArrayList<>();
    for (int percent = 10; percent <= 100 && !surest.isEmpty(); percent += 10) {
      int count = Math.max(1, surest.size() * percent / 100);
      long right = surest.subList(0, count).stream().filter(Answer::right).count();
      points.add(new Selective(percent / 100.0, (double) right / count));
    }
    return points;
  }
}
