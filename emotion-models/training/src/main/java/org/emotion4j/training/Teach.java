package org.emotion4j.training;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;

/**
 * Writes what a model says of FER2013's training pictures, for another model to learn from: the
 * mean over the picture and its mirror image, at temperature 1, as the model was trained.
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@teach \
 *   -Dexec.args="--model ferplus --fer2013 fer2013.csv.gz --out teacher.csv"
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
    try (FaceEmotionRecognizer recognizer =
        Evaluator.recognizer(arguments.required("--model"), true)) {
      write(recognizer, rows, arguments.path("--out"));
    }
  }

  private static void write(FaceEmotionRecognizer recognizer, List<Fer2013Csv.Row> rows, Path file)
      throws IOException {
    List<LabelledPictures.Source> pictures = new ArrayList<>();
    for (Fer2013Csv.Row row : rows) {
      pictures.add(() -> face(row.pixels()));
      pictures.add(() -> face(mirrored(row.pixels())));
    }
    List<EmotionScores> scores =
        Evaluator.faces(recognizer, pictures).stream()
            .map(face -> face.map(FaceEmotion::scores).orElseThrow())
            .toList();
    List<Emotion> labels = recognizer.model().labels();
    double temperature = recognizer.model().temperature();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("index");
      for (Emotion label : labels) {
        out.write("," + label.label());
      }
      out.write("\n");
      for (int i = 0; i < rows.size(); i++) {
        double[] one = untempered(scores.get(2 * i), labels, temperature);
        double[] other = untempered(scores.get(2 * i + 1), labels, temperature);
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < one.length; c++) {
          cells.add(String.format(Locale.ROOT, "%.5f", (one[c] + other[c]) / 2));
        }
        out.write(rows.get(i).index() + "," + cells.stream().collect(Collectors.joining(",")));
        out.write("\n");
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

  private static Frame face(byte[] pixels) {
    return Frame.wrap(ByteBuffer.wrap(pixels), Fer2013Csv.SIDE, Fer2013Csv.SIDE, PixelFormat.GRAY8);
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
