package org.emotion4j.timeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CsvRowWriter} wrote, also after a spreadsheet saved it again: with quotes, a
 * byte order mark or other line ends. Anything else is an error that names the line.
 */
final class CsvRowReader {
  private static final int FIXED = CsvRowWriter.COLUMNS.size();

  /** Many times a row, so that a file without line ends is refused before it fills the memory. */
  private static final int LONGEST_LINE = 4096;

  private final BufferedReader in;
  private final String source;
  private int number;

  private CsvRowReader(Reader in, String source) {
    this.in = new BufferedReader(in);
    this.source = source;
  }

  static Timeline read(Reader in, String source) throws IOException {
    CsvRowReader reader = new CsvRowReader(in, source);
    try {
      return reader.timeline();
    } catch (IllegalArgumentException e) {
      throw new TimelineFormatException(
          source + ", line " + reader.number + ": " + e.getMessage(), e);
    }
  }

  private Timeline timeline() throws IOException {
    List<String> header = fields();
    if (header == null) {
      throw new TimelineFormatException(source + " is empty: it lacks even the header");
    }
    if (header.size() <= FIXED || !header.subList(0, FIXED).equals(CsvRowWriter.COLUMNS)) {
      throw new IllegalArgumentException(
          "expected the header "
              + String.join(",", CsvRowWriter.COLUMNS)
              + " and a column a label, separated by commas, got "
              + String.join(",", header));
    }
    List<Emotion> labels =
        header.subList(FIXED, header.size()).stream().map(Emotion::parse).toList();
    Timeline timeline = new Timeline(labels);
    for (List<String> fields = fields(); fields != null; fields = fields()) {
      if (fields.size() != header.size()) {
        throw new IllegalArgumentException(
            "has " + fields.size() + " values, the header " + header.size() + ": is it cut short?");
      }
      timeline.add(row(fields, labels));
    }
    return timeline;
  }

  private static TimelineRow row(List<String> fields, List<Emotion> labels) {
    String track = fields.get(2);
    String emotion = fields.get(4);
    Optional<BoundingBox> box =
        fields.get(6).isEmpty()
            ? Optional.empty()
            : Optional.of(
                new BoundingBox(
                    number(fields, 6), number(fields, 7), number(fields, 8), number(fields, 9)));
    long[] units = new long[labels.size()];
    if (!emotion.isEmpty()) {
      for (int i = 0; i < units.length; i++) {
        units[i] = Decimals.scaled(number(fields, FIXED + i), TimelineRow.SCORE_DIGITS);
      }
    }
    return new TimelineRow(
        Long.parseLong(fields.get(0)),
        Long.parseLong(fields.get(1)),
        track.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(track)),
        TimelineRow.State.parse(fields.get(3)),
        emotion.isEmpty() ? Optional.empty() : Optional.of(Emotion.parse(emotion)),
        box,
        emotion.isEmpty() ? Optional.empty() : Optional.of(TimelineRow.scores(labels, units)));
  }

  private static double number(List<String> fields, int column) {
    String text = fields.get(column);
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN; // which is refused below, as is the word itself
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "column " + (column + 1) + " must be a number with a point, got '" + text + "'");
    }
    return value;
  }

  /** The values of the next line; null at the end. */
  private @Nullable List<String> fields() throws IOException {
    number++;
    String line = line();
    if (line == null) {
      return null;
    }
    if (number == 1 && line.startsWith("\uFEFF")) {
      line = line.substring(1);
    }
    List<String> fields = new ArrayList<>();
    int at = 0;
    do {
      boolean quoted = at < line.length() && line.charAt(at) == '"';
      int end = quoted ? line.indexOf('"', at + 1) : line.indexOf(',', at);
      if (quoted) {
        // None of our values has a quote or a line end in it, so there is nothing to unescape.
        if (end < 0 || (end + 1 < line.length() && line.charAt(end + 1) != ',')) {
          throw new IllegalArgumentException("a quote is not closed, or not followed by a comma");
        }
        fields.add(line.substring(at + 1, end));
        at = end + 2;
      } else {
        fields.add(line.substring(at, end < 0 ? line.length() : end));
        at = end < 0 ? line.length() + 1 : end + 1;
      }
    } while (at <= line.length());
    return fields;
  }

  /** The next line without its end, which is any of the three customary; null at the end. */
  private @Nullable String line() throws IOException {
    int next = in.read();
    if (next < 0) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    while (next >= 0 && next != '\n' && next != '\r') {
      if (line.length() == LONGEST_LINE) {
        throw new IllegalArgumentException("has more than " + LONGEST_LINE + " characters");
      }
      line.append((char) next);
      next = in.read();
    }
    if (next == '\r') {
      in.mark(1);
      if (in.read() != '\n') {
        in.reset();
      }
    }
    return line.toString();
  }
}
