package org.emotion4j.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.emotion4j.stream.FaceQuality;

/**
 * Turns the rows of FER2013 into examples to learn from, and says what it left out and why.
 *
 * <p>Flaws that it mends: pictures of the test splits that stand in Training too would make the
 * reported figures too good; many training pictures occur more than once, some under different
 * labels; in two rows the picture is not the one that the annotators saw.
 */
public final class Cleaning {
  /** Rows whose picture is wrong in the copies of the data set in circulation. */
  private static final Set<Integer> WRONG_PICTURES = Set.of(5274, 33200);

  private Cleaning() {}

  /**
   * What remains, and what was left out.
   *
   * @param examples in the order of the data set
   * @param report number of pictures by what was done to them
   */
  public record Result(List<Example> examples, Map<String, Integer> report) {}

  /**
   * The Training split.
   *
   * @param rows all rows of the data set, of all splits
   * @param labelling what each picture should teach
   * @throws DataException if there are fewer votes than pictures
   */
  static Result training(List<Fer2013Csv.Row> rows, Labelling labelling) {
    return training(rows, labelling, FaceFindings.NONE);
  }

  /**
   * The Training split, cleaned by a detector too: a picture in which it finds no face teaches the
   * reliability alone, since no application would hand it to the model. Covered and turned faces
   * are counted and kept, since applications meet them.
   *
   * @param rows all rows of the data set, of all splits
   * @param labelling what each picture should teach
   * @param findings what a detector sees in the pictures
   * @throws DataException if there are fewer votes than pictures
   */
  static Result training(List<Fer2013Csv.Row> rows, Labelling labelling, FaceFindings findings) {
    Map<String, Integer> report = new LinkedHashMap<>();
    Set<ByteBuffer> tests = new HashSet<>();
    for (Fer2013Csv.Row row : rows) {
      if (row.split() != Split.TRAINING) {
        tests.add(ByteBuffer.wrap(row.pixels()));
      }
    }
    Map<ByteBuffer, List<Fer2013Csv.Row>> byPicture = new LinkedHashMap<>();
    for (Fer2013Csv.Row row : rows) {
      if (row.split() != Split.TRAINING) {
        continue;
      }
      count(report, "rows read");
      ByteBuffer picture = ByteBuffer.wrap(row.pixels());
      if (WRONG_PICTURES.contains(row.index())) {
        count(report, "dropped: the picture is not the one that was labelled");
      } else if (tests.contains(picture)) {
        count(report, "dropped: stands in a test split too");
      } else {
        List<Fer2013Csv.Row> same = byPicture.computeIfAbsent(picture, k -> new ArrayList<>());
        if (!same.isEmpty()) {
          count(report, "merged: duplicate of an earlier training picture");
        }
        same.add(row);
      }
    }
    List<Example> examples = new ArrayList<>(byPicture.size());
    for (List<Fer2013Csv.Row> same : byPicture.values()) {
      Example example = merge(same, labelling);
      long winners =
          same.stream()
              .map(row -> merge(List.of(row), labelling))
              .filter(single -> single.weight() > 0)
              .map(Example::winner)
              .distinct()
              .count();
      if (winners > 1) {
        count(report, "kept: picture whose duplicates have different winners");
      }
      if (example.weight() == 0) {
        count(report, "kept for reliability alone: no face, nobody could tell, or no such label");
      }
      Optional<FaceFindings.Finding> finding = findings.of(example.index());
      if (finding.isPresent() && !finding.get().found() && example.weight() > 0) {
        count(report, "kept for reliability alone: the detector finds no face");
        example = example.withWeight(0);
      }
      for (FaceQuality.Reason reason :
          finding.map(FaceFindings.Finding::reasons).orElse(Set.of())) {
        count(report, "kept: the face is " + reason.name().toLowerCase(Locale.ROOT));
      }
      examples.add(example);
      count(report, "examples");
    }
    return new Result(examples, report);
  }

  /**
   * A test split, nothing left out but wrong pictures and those that the labelling has no target
   * for, so that figures compare with what others report.
   */
  static List<Example> test(List<Fer2013Csv.Row> rows, Labelling labelling, Split split) {
    return rows.stream()
        .filter(row -> row.split() == split && !WRONG_PICTURES.contains(row.index()))
        .map(row -> merge(List.of(row), labelling))
        .filter(example -> example.weight() > 0)
        .toList();
  }

  /** One example for equal pictures: the mean of what is known of them. */
  private static Example merge(List<Fer2013Csv.Row> same, Labelling labelling) {
    float[] target = new float[labelling.labels().size()];
    float readable = 0;
    int told = 0;
    for (Fer2013Csv.Row row : same) {
      readable += labelling.readable(row) / same.size();
      Optional<float[]> shares = labelling.target(row);
      if (shares.isPresent()) {
        told++;
        for (int i = 0; i < target.length; i++) {
          target[i] += shares.get()[i];
        }
      }
    }
    for (int i = 0; i < target.length; i++) {
      target[i] /= Math.max(1, told);
    }
    Fer2013Csv.Row first = same.get(0);
    return new Example(first.index(), first.pixels(), target, told > 0 ? 1 : 0, readable);
  }

  private static void count(Map<String, Integer> report, String what) {
    report.merge(what, 1, Integer::sum);
  }
}
