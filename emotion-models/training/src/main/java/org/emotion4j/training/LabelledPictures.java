package org.emotion4j.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emotion4j.Emotion;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;

/** Pictures with a label, from FER2013 or a folder, opened one by one. */
final class LabelledPictures {
  /** Opens a picture when it is its turn. */
  interface Source {
    Frame open() throws IOException;
  }

  /**
   * A picture and its label.
   *
   * @param truth its label
   * @param clear whether more than half of its annotators agree; true where there is one annotator
   * @param shared whether the very same picture stands in FER2013's Training split too
   */
  record Picture(Emotion truth, boolean clear, boolean shared, Source source) {}

  private LabelledPictures() {}

  /** FER2013 under its own labels: all pictures of a split. */
  static List<Picture> fer2013(List<Fer2013Csv.Row> rows, Split split) {
    Set<ByteBuffer> training = training(rows);
    return rows.stream()
        .filter(row -> row.split() == split)
        .map(
            row ->
                new Picture(
                    row.label(),
                    true,
                    training.contains(ByteBuffer.wrap(row.pixels())),
                    face(row.pixels())))
        .toList();
  }

  /** FER2013 under FER+'s labels, without what most annotators could not read. */
  static List<Picture> ferPlus(List<Fer2013Csv.Row> rows, List<FerPlusVotes> votes, Split split) {
    Set<ByteBuffer> training = training(rows);
    return Cleaning.test(rows, Labelling.ofVotes(votes), split).stream()
        .map(
            example -> {
              FerPlusVotes vote = votes.get(example.index());
              return new Picture(
                  FerPlusVotes.LABELS.get(vote.winner()),
                  vote.hasMajority(),
                  training.contains(ByteBuffer.wrap(example.pixels())),
                  face(example.pixels()));
            })
        .toList();
  }

  /**
   * The pictures that FER2013 and the majority of FER+'s annotators call the same: what a test set
   * looks like from which unreadable pictures and doubtful labels were taken.
   */
  static List<Picture> agreed(List<Fer2013Csv.Row> rows, List<FerPlusVotes> votes, Split split) {
    List<Fer2013Csv.Row> same =
        rows.stream()
            .filter(
                row -> {
                  FerPlusVotes vote = votes.get(row.index());
                  return row.split() != split
                      || (!vote.isUnreadable()
                          && vote.hasMajority()
                          && FerPlusVotes.LABELS.get(vote.winner()) == row.label());
                })
            .toList();
    return fer2013(same, split);
  }

  private static Set<ByteBuffer> training(List<Fer2013Csv.Row> rows) {
    return rows.stream()
        .filter(row -> row.split() == Split.TRAINING)
        .map(row -> ByteBuffer.wrap(row.pixels()))
        .collect(Collectors.toSet());
  }

  /** The pictures of a split that most of FER+'s annotators could not read. */
  static List<Source> unreadable(List<Fer2013Csv.Row> rows, List<FerPlusVotes> votes, Split split) {
    return rows.stream()
        .filter(row -> row.split() == split && votes.get(row.index()).isUnreadable())
        .map(row -> face(row.pixels()))
        .toList();
  }

  /** A 48x48 grey face that is in memory. */
  static Source face(byte[] pixels) {
    return () ->
        Frame.wrap(ByteBuffer.wrap(pixels), Fer2013Csv.SIDE, Fer2013Csv.SIDE, PixelFormat.GRAY8);
  }

  /**
   * A folder for each label.
   *
   * @throws DataException if a folder's name is no emotion
   */
  static List<Picture> folders(Path root) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (Path folder : sorted(root)) {
      if (Files.isDirectory(folder)) {
        Emotion truth = emotion(folder.getFileName().toString(), folder.toString());
        for (Path file : sorted(folder)) {
          pictures.add(new Picture(truth, true, false, () -> Frame.read(file)));
        }
      }
    }
    return pictures;
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /**
   * A csv with the columns {@code file} and {@code label}, in any order and among others.
   *
   * @param root what the files are relative to
   * @throws DataException if a column is missing, a row is short or a label is no emotion; the
   *     message names the line
   */
  static List<Picture> csv(Path root, Path csv) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(csv)) {
      String header = reader.readLine();
      List<String> columns =
          header == null
              ? List.of()
              : Arrays.stream(header.split(",", -1)).map(String::strip).toList();
      int file = columns.indexOf("file");
      int label = columns.indexOf("label");
      if (file < 0 || label < 0) {
        throw new DataException(csv + ":1: expected the columns 'file' and 'label'");
      }
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String[] cells = line.split(",", -1);
        if (cells.length != columns.size()) {
          throw new DataException(csv + ":" + number + ": expected " + columns.size() + " columns");
        }
        Path path = path(root, cells[file].strip(), csv + ":" + number);
        pictures.add(
            new Picture(
                emotion(cells[label], csv + ":" + number), true, false, () -> Frame.read(path)));
      }
    }
    return pictures;
  }

  private static Path path(Path root, String file, String where) {
    try {
      return root.resolve(file);
    } catch (InvalidPathException e) {
      throw new DataException(where + ": '" + file + "' is no path of a file", e);
    }
  }

  private static Emotion emotion(String label, String where) {
    try {
      return Emotion.parse(label);
    } catch (IllegalArgumentException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
  }
}
