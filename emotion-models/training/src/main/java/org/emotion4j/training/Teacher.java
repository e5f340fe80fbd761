package org.emotion4j.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.emotion4j.Emotion;

/**
 * A teacher's probabilities by row of the data set, from a csv. Its header is {@code
 * index,anger,contempt,…} with emotions in any order, or {@code index,p0,p1,…}, which means the
 * order of the labels that are trained.
 */
final class Teacher {
  private final Map<Integer, float[]> scores;

  private Teacher(Map<Integer, float[]> scores) {
    this.scores = scores;
  }

  /**
   * Reads a file, gzipped if its name ends in {@code .gz}.
   *
   * @param labels the labels that are trained
   * @throws DataException if the header or a row is not as it should be; the message names the line
   */
  static Teacher read(Path csv, List<Emotion> labels) throws IOException {
    Map<Integer, float[]> scores = new HashMap<>();
    try (BufferedReader reader = Fer2013Csv.open(csv)) {
      List<Integer> columns = columns(csv, reader.readLine(), labels);
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        try {
          String[] cells = line.strip().split(",", -1);
          if (cells.length != labels.size() + 1) {
            throw new IllegalArgumentException("expected " + (labels.size() + 1) + " columns");
          }
          float[] row = new float[labels.size()];
          for (int i = 0; i < row.length; i++) {
            row[i] = probability(cells[columns.get(i)]);
          }
          scores.put(Integer.parseInt(cells[0]), row);
        } catch (IllegalArgumentException e) {
          throw new DataException(csv + ":" + number + ": " + e.getMessage(), e);
        }
      }
    }
    return new Teacher(scores);
  }

  private static float probability(String text) {
    float value = Float.parseFloat(text);
    if (value >= 0 && value <= 1) {
      return value;
    }
    throw new IllegalArgumentException("'" + text + "' is not a probability");
  }

  /** Where the column of each label stands. */
  private static List<Integer> columns(Path csv, String header, List<Emotion> labels) {
    List<String> names =
        header == null
            ? List.of()
            : Arrays.asList(header.strip().toLowerCase(Locale.ROOT).split(",", -1));
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      int byName = names.indexOf(labels.get(i).label());
      columns.add(byName >= 0 ? byName : names.indexOf("p" + i));
    }
    if (names.size() != labels.size() + 1
        || !names.get(0).equals("index")
        || columns.stream().anyMatch(column -> column < 1)
        || columns.stream().distinct().count() < columns.size()) {
      throw new DataException(
          csv + ":1: expected the columns index and, in any order, " + labels + ", or p0, p1, …");
    }
    return columns;
  }

  /** The probabilities for a row of the data set, if the file has them. */
  Optional<float[]> scores(int index) {
    return Optional.ofNullable(scores.get(index));
  }

  int size() {
    return scores.size();
  }
}
