package org.emotion4j.timeline;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;

/**
 * Comma-separated values (RFC 4180): the header {@code
 * frame,millis,track,state,emotion,confidence,x,y,width,height} and a column a label, then a line a
 * row. Numbers have a point whatever the locale; what is not known is empty. No value has a comma,
 * quote or line end in it, so none is quoted. {@link Timeline#read(Path)} reads it back.
 */
public final class CsvRowWriter implements RowWriter {
  static final List<String> COLUMNS =
      List.of(
          "frame",
          "millis",
          "track",
          "state",
          "emotion",
          "confidence",
          "x",
          "y",
          "width",
          "height");

  private static final String LINE_END = "\r\n";

  private final Writer out;
  private final List<Emotion> labels;
  private final StringBuilder line = new StringBuilder(160);

  /**
   * Writes the header.
   *
   * @param labels the model's, in the order of the columns
   */
  public CsvRowWriter(Writer out, List<Emotion> labels) throws IOException {
    this.out = out;
    this.labels = List.copyOf(labels);
    line.append(String.join(",", COLUMNS));
    for (Emotion label : labels) {
      line.append(',').append(label.label());
    }
    out.append(line.append(LINE_END));
  }

  /** Makes or replaces a file. */
  public CsvRowWriter(Path file, List<Emotion> labels) throws IOException {
    this(Files.newBufferedWriter(file, StandardCharsets.UTF_8), labels);
  }

  @Override
  public void write(TimelineRow row) throws IOException {
    Timeline.requireLabels(row, labels);
    line.setLength(0);
    line.append(row.frame()).append(',').append(row.millis()).append(',');
    row.track().ifPresent(line::append);
    line.append(',').append(row.state().label()).append(',');
    row.emotion().ifPresent(emotion -> line.append(emotion.label()));
    line.append(',');
    row.confidence().ifPresent(this::score);
    if (row.box().isPresent()) {
      BoundingBox box = row.box().get();
      pixels(box.x());
      pixels(box.y());
      pixels(box.width());
      pixels(box.height());
    } else {
      line.append(",,,,");
    }
    for (Emotion label : labels) {
      line.append(',');
      row.scores().ifPresent(scores -> score(scores.score(label)));
    }
    out.append(line.append(LINE_END));
  }

  private void score(double score) {
    Decimals.append(line, score, TimelineRow.SCORE_DIGITS);
  }

  private void pixels(double value) {
    Decimals.append(line.append(','), value, TimelineRow.BOX_DIGITS);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
