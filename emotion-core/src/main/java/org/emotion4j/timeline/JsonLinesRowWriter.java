package org.emotion4j.timeline;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;

/**
 * One JSON object a line and row; a key whose value is not known is left out:
 *
 * <pre>{@code
 * {"frame":12,"millis":480,"track":1,"state":"seen","emotion":"happiness","confidence":0.9310,"box":[178.0,81.2,94.0,94.0],"scores":{"neutral":0.0410,...}}
 * {"frame":13,"millis":520,"state":"no_face"}
 * }</pre>
 *
 * The box is x, y, width and height in pixels.
 */
public final class JsonLinesRowWriter implements RowWriter {
  private final Writer out;
  private final StringBuilder line = new StringBuilder(300);

  public JsonLinesRowWriter(Writer out) {
    this.out = out;
  }

  /** Makes or replaces a file. */
  public JsonLinesRowWriter(Path file) throws IOException {
    this(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
  }

  @Override
  public void write(TimelineRow row) throws IOException {
    // Written by hand: nothing in it needs escaping, and numbers keep their digits.
    line.setLength(0);
    line.append("{\"frame\":").append(row.frame()).append(",\"millis\":").append(row.millis());
    row.track().ifPresent(track -> line.append(",\"track\":").append(track));
    line.append(",\"state\":\"").append(row.state().label()).append('"');
    row.emotion()
        .ifPresent(emotion -> line.append(",\"emotion\":\"").append(emotion.label()).append('"'));
    row.confidence()
        .ifPresent(
            confidence ->
                Decimals.append(
                    line.append(",\"confidence\":"), confidence, TimelineRow.SCORE_DIGITS));
    row.box().ifPresent(this::box);
    row.scores().ifPresent(this::scores);
    out.append(line.append("}\n"));
  }

  private void box(BoundingBox box) {
    char before = '[';
    line.append(",\"box\":");
    for (double value : List.of(box.x(), box.y(), box.width(), box.height())) {
      Decimals.append(line.append(before), value, TimelineRow.BOX_DIGITS);
      before = ',';
    }
    line.append(']');
  }

  private void scores(EmotionScores scores) {
    char before = '{';
    line.append(",\"scores\":");
    for (Emotion label : scores.labels()) {
      line.append(before).append('"').append(label.label()).append("\":");
      Decimals.append(line, scores.score(label), TimelineRow.SCORE_DIGITS);
      before = ',';
    }
    line.append('}');
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
