package org.emotion4j.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.emotion4j.Emotion;

/**
 * The votes of about ten annotators on one picture of FER2013: a row of FER+'s {@code
 * fer2013new.csv} (Barsoum et al., "Training Deep Networks for Facial Expression Recognition with
 * Crowd-Sourced Label Distribution", 2016).
 *
 * <p>As in the paper's section 3, an emotion that a single annotator saw counts as noise and is
 * dropped.
 */
public final class FerPlusVotes {
  /** The eight emotions of FER+, in the order of every distribution here. */
  public static final List<Emotion> LABELS = List.of(Emotion.values());

  private static final String HEADER =
      "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

  /** Where the column of each of {@link #LABELS} stands, then unknown and NF. */
  private static final int[] COLUMNS = columns();

  private static final int EMOTIONS = 8;
  private static final int UNKNOWN = 8;
  private static final int NOT_A_FACE = 9;

  private final int[] votes;
  private final int[] kept;

  private FerPlusVotes(int[] votes) {
    this.votes = votes;
    this.kept = Arrays.stream(votes).map(count -> count > 1 ? count : 0).toArray();
  }

  /**
   * Makes the votes on one picture.
   *
   * @param emotions how many annotators chose each of {@link #LABELS}
   * @param unknown how many could not tell
   * @param notAFace how many saw no face
   */
  static FerPlusVotes of(int[] emotions, int unknown, int notAFace) {
    int[] votes = Arrays.copyOf(emotions, EMOTIONS + 2);
    votes[UNKNOWN] = unknown;
    votes[NOT_A_FACE] = notAFace;
    return new FerPlusVotes(votes);
  }

  /**
   * Reads a whole file. Its rows are those of {@code fer2013.csv}, one by one.
   *
   * @throws DataException if the header or a row is not as it should be. There is no lenient
   *     reading: a row left out would shift the votes of all pictures after it
   * @throws IOException if the file cannot be read
   */
  public static List<FerPlusVotes> read(Path csv) throws IOException {
    List<FerPlusVotes> rows = new ArrayList<>();
    try (BufferedReader reader = Fer2013Csv.open(csv)) {
      String header = reader.readLine();
      if (header == null || !header.strip().equals(HEADER)) {
        throw new DataException(csv + ":1: expected the header '" + HEADER + "'");
      }
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        try {
          rows.add(parse(line));
        } catch (IllegalArgumentException e) {
          throw new DataException(csv + ":" + (rows.size() + 2) + ": " + e.getMessage(), e);
        }
      }
    }
    return rows;
  }

  private static FerPlusVotes parse(String line) {
    String[] cells = line.strip().split(",", -1);
    if (cells.length != COLUMNS.length + 2) {
      throw new IllegalArgumentException(
          "expected " + (COLUMNS.length + 2) + " columns, found " + cells.length);
    }
    int[] votes = new int[COLUMNS.length];
    for (int i = 0; i < votes.length; i++) {
      votes[i] = Fer2013Csv.number(cells[COLUMNS[i]], 10, "votes");
    }
    return new FerPlusVotes(votes);
  }

  private static int[] columns() {
    List<String> header = Arrays.asList(HEADER.split(",", -1));
    return IntStream.concat(
            LABELS.stream().mapToInt(emotion -> header.indexOf(emotion.label())),
            IntStream.of(10, 11))
        .toArray();
  }

  /** Whether more annotators chose {@code unknown} or {@code NF} than any one emotion. */
  public boolean isUnreadable() {
    int emotion = 0;
    for (int i = 0; i < EMOTIONS; i++) {
      emotion = Math.max(emotion, votes[i]);
    }
    return Math.max(votes[UNKNOWN], votes[NOT_A_FACE]) > emotion || keptEmotions() == 0;
  }

  /** Whether more annotators saw no face than any one emotion or {@code unknown}. */
  public boolean isNotAFace() {
    for (int i = 0; i < NOT_A_FACE; i++) {
      if (votes[i] >= votes[NOT_A_FACE]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The share of each emotion of {@link #LABELS} among the votes that remain without single votes,
   * unknown and NF. They add up to 1, or are all 0 if no vote remains.
   */
  public float[] distribution() {
    float[] shares = new float[EMOTIONS];
    int sum = Math.max(1, keptEmotions());
    for (int i = 0; i < EMOTIONS; i++) {
      shares[i] = (float) kept[i] / sum;
    }
    return shares;
  }

  /** The share, from 0 to 1, of annotators who saw an emotion at all. */
  public float readable() {
    int sum = Arrays.stream(votes).sum();
    return sum == 0 ? 0 : 1 - (float) (votes[UNKNOWN] + votes[NOT_A_FACE]) / sum;
  }

  /** The emotion with most votes, an index into {@link #LABELS}; the first of several equals. */
  public int winner() {
    int winner = 0;
    for (int i = 1; i < EMOTIONS; i++) {
      if (votes[i] > votes[winner]) {
        winner = i;
      }
    }
    return winner;
  }

  /**
   * Whether the winner has more than half of the votes that remain without single votes: the
   * paper's "majority" protocol. Several votes for unknown or NF remain here, as in the paper's own
   * code.
   */
  public boolean hasMajority() {
    return 2 * kept[winner()] > Arrays.stream(kept).sum();
  }

  private int keptEmotions() {
    return Arrays.stream(kept, 0, EMOTIONS).sum();
  }
}
