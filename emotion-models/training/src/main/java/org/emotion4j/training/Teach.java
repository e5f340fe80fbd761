package org.emotion4j.training;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;

/**
 * Writes what one or several models say of FER2013's training pictures, for another model to learn
 * from: the mean over the models, and over the picture and its mirror image, at temperature 1, as
 * the models were trained.
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@teach \
 *   -Dexec.args="--model ferplus,FOLDER/ --fer2013 fer2013.csv.gz --out teacher.csv"
 * }</pre>
 */
public final class Teach {
  private Teach() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException {
    Arguments arguments =
        new Arguments(List.of(args), Set.of("--model", "--fer2013", "--out"), Set.of());
    List<Fer2013Csv.Row> rows =
        Fer2013Csv.read(arguments.path("--fer2013"), false).rows().stream()
            .filter(row -> row.split() == Split.TRAINING)
            .toList();
    List<Emotion> labels = List.of();
    double[][] sums = new double[rows.size()][];
    for (String model : arguments.required("--model").split(",", -1)) {
      try (FaceEmotionRecognizer recognizer = Evaluator.recognizer(model, true)) {
        List<Emotion> own = recognizer.model().labels();
        if (labels.isEmpty()) {
          labels = own;
        } else if (!labels.equals(own)) {
          throw new DataException(model + " tells " + own + " apart, the first model " + labels);
        }
        add(recognizer, rows, sums);
      }
    }
    write(arguments.path("--out"), labels, rows, sums);
  }

  /** Adds what a model says of each row, and of its mirror image. */
  private static void add(
      FaceEmotionRecognizer recognizer, List<Fer2013Csv.Row> rows, double[][] sums)
      throws IOException {
    List<LabelledPictures.Source> pictures = new ArrayList<>();
    for (Fer2013Csv.Row row : rows) {
      pictures.add(LabelledPictures.face(row.pixels()));
      // Mirrored when it is its turn: all of them at once would double the data in memory.
      pictures.add(() -> LabelledPictures.face(mirrored(row.pixels())).open());
    }
    List<EmotionScores> scores =
        Evaluator.faces(recognizer, pictures).stream()
            .map(face -> face.map(FaceEmotion::scores).orElseThrow())
            .toList();
    List<Emotion> labels = recognizer.model().labels();
    double temperature = recognizer.model().temperature();
    for (int i = 0; i < scores.size(); i++) {
      double[] values = untempered(scores.get(i), labels, temperature);
      if (sums[i / 2] == null) {
        sums[i / 2] = values;
      } else {
        for (int c = 0; c < values.length; c++) {
          sums[i / 2][c] += values[c];
        }
      }
    }
  }

  private static void write(
      Path file, List<Emotion> labels, List<Fer2013Csv.Row> rows, double[][] sums)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("index");
      for (Emotion label : labels) {
        out.write("," + label.label());
      }
      out.write("\n");
      for (int i = 0; i < sums.length; i++) {
        double total = Arrays.stream(sums[i]).sum();
        String cells =
            Arrays.stream(sums[i])
                .mapToObj(value -> String.format(Locale.ROOT, "%.5f", value / total))
                .collect(Collectors.joining(","));
        out.write(rows.get(i).index() + "," + cells + "\n");
      }
    }
  }

  /** Probabilities at temperature 1: a temperature T has raised them to the power 1 / T. */
  private static double[] untempered(
      EmotionScores scores, List<Emotion> labels, double temperature) {
    double[] result = new double[labels.size()];
    double sum = 0;
    for (int c = 0; c < result.length; c++) {
      result[c] = Math.pow(scores.score(labels.get(c)), temperature);
      sum += result[c];
    }
    for (int c = 0; c < result.length; c++) {
      result[c] /= sum;
    }
    return result;
  }

  private static byte[] mirrored(byte[] pixels) {
    int side = Fer2013Csv.SIDE;
    byte[] result = new byte[pixels.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = pixels[i / side * side + side - 1 - i % side];
    }
    return result;
  }
}
