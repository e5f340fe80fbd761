package org.emotion4j.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.emotion4j.Emotion;

/**
 * Reads {@code fer2013.csv}, plain or gzipped: the data set of Goodfellow et al., "Challenges in
 * Representation Learning" (2013), with the columns {@code emotion,pixels,Usage}.
 */
public final class Fer2013Csv {
  /** Width and height of a picture, in pixels. */
  public static final int SIDE = 48;

  /** The file's own labels, by the number that stands in its column. */
  public static final List<Emotion> LABELS =
      List.of(
          Emotion.ANGER,
          Emotion.DISGUST,
          Emotion.FEAR,
          Emotion.HAPPINESS,
          Emotion.SADNESS,
          Emotion.SURPRISE,
          Emotion.NEUTRAL);

  private static final String HEADER = "emotion,pixels,Usage";
  private static final int LONGEST_QUOTE = 12;

  private Fer2013Csv() {}

  /**
   * One picture.
   *
   * @param index number of the row, from 0, counting every data line of the file
   * @param label the file's own label
   * @param pixels {@value #SIDE} rows of {@value #SIDE} grey values, top left first, unsigned; not
   *     copied, so treat it as read-only
   * @param split the part of the data set that it belongs to
   */
  @SuppressWarnings("ArrayRecordComponent") // 35,887 pictures: copying each on access is a waste
  public record Row(int index, Emotion label, byte[] pixels, Split split) {}

  /**
   * What a file held.
   *
   * @param rows its good rows in the order of the file
   * @param skipped a message for each bad row; empty unless the reading was lenient
   */
  public record Content(List<Row> rows, List<String> skipped) {
    /** Copies both lists. */
    public Content {
      rows = List.copyOf(rows);
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * Reads a whole file.
   *
   * @param csv the file; gzipped if its name ends in {@code .gz}
   * @param lenient whether a bad row is skipped and reported, rather than an error
   * @throws DataException if the header, or (unless lenient) a row is not as it should be; the
   *     message names file and line
   * @throws IOException if the file cannot be read
   */
  public static Content read(Path csv, boolean lenient) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    try (BufferedReader reader = open(csv)) {
      String header = reader.readLine();
      if (header == null || !header.strip().equals(HEADER)) {
        throw new DataException(csv + ":1: expected the header '" + HEADER + "'");
      }
      int index = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine(), index++) {
        try {
          rows.add(parse(index, line));
        } catch (IllegalArgumentException e) {
          // The header is line 1, so data row 0 stands in line 2.
          String message = csv + ":" + (index + 2) + ": " + e.getMessage();
          if (!lenient) {
            throw new DataException(message, e);
          }
          skipped.add(message);
        }
      }
    }
    return new Content(rows, skipped);
  }

  static BufferedReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      if (file.toString().endsWith(".gz")) {
        in = new GZIPInputStream(in, 1 << 16);
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static Row parse(int index, String line) {
    int first = line.indexOf(',');
    int last = line.lastIndexOf(',');
    if (first < 0 || first == last) {
      throw new IllegalArgumentException("expected three columns, " + HEADER);
    }
    int label = number(line.substring(0, first), LABELS.size() - 1, "emotion");
    byte[] pixels = new byte[SIDE * SIDE];
    int count = 0;
    int start = first + 1;
    while (start < last) {
      int end = line.indexOf(' ', start);
      end = end < 0 || end > last ? last : end;
      if (end > start) {
        int value = number(line.substring(start, end), 255, "pixel");
        if (count < pixels.length) {
          pixels[count] = (byte) value;
        }
        count++;
      }
      start = end + 1;
    }
    if (count != pixels.length) {
      throw new IllegalArgumentException("expected " + pixels.length + " pixels, found " + count);
    }
    return new Row(index, LABELS.get(label), pixels, Split.of(line.substring(last + 1).strip()));
  }

  static int number(String text, int max, String what) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= 0 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message below, which says the same and more.
    }
    throw new IllegalArgumentException(
        what + " " + quoted(text) + " is not a whole number from 0 to " + max);
  }

  /** The start of a value, since with other separators it may be a whole picture. */
  static String quoted(String text) {
    return "'"
        + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text)
        + "'";
  }
}
