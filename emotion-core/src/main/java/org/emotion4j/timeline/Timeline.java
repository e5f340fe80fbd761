package org.emotion4j.timeline;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.emotion4j.Emotion;
import org.emotion4j.stream.StreamResult;

/**
 * What a stream saw, a row a frame and face, in order:
 *
 * <pre>{@code
 * Timeline timeline = new Timeline(recognizer.model().labels());
 * for (Frame frame : video) {
 *   timeline.add(stream.process(frame));
 * }
 * timeline.writeCsv(Path.of("clip.csv"));
 * timeline.writeWebVtt(Path.of("clip.vtt"));
 * timeline.writeReport(Path.of("clip.html"), ReportOptions.titled("clip.mp4"));
 * }</pre>
 *
 * <p>It is honest about gaps: a frame without a face has a row, and so have frames that were
 * dropped and faces that could not be read. It holds numbers alone, nothing of a picture.
 *
 * <p><b>Memory.</b> A row of eight labels takes {@value #BYTES_OF_EIGHT_LABELS} bytes: an hour of
 * four faces at 30 frames a second 23 MB. Where that is too much, write rows through by {@link
 * StreamRows} and a {@link RowWriter} instead.
 *
 * <p><b>Threads.</b> Safe for several: rows may be added while others iterate and export, which see
 * the rows up to the moment when they began.
 */
public final class Timeline implements Iterable<TimelineRow> {
  static final int BYTES_OF_EIGHT_LABELS = 54;

  private final List<Emotion> labels;
  private final RowStore store;
  private final StreamRows results = new StreamRows();
  private final Set<Integer> tracksOfFrame = new HashSet<>();
  private long frame = -1;
  private long millis;
  private boolean frameHasFaces;

  /**
   * An empty timeline.
   *
   * @param labels the emotions that the model emits, each once, in the order that exports list them
   *     in: {@code recognizer.model().labels()}
   * @throws IllegalArgumentException if there is none, or one stands twice
   */
  public Timeline(List<Emotion> labels) {
    if (labels.isEmpty() || new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException("a timeline needs labels, each once; got " + labels);
    }
    this.labels = List.copyOf(labels);
    this.store = new RowStore(this.labels);
  }

  /**
   * Reads what {@link #writeCsv} wrote, so that summaries and reports can be made later.
   *
   * @throws TimelineFormatException if the file is no such export, or was damaged
   * @throws IOException if it cannot be read
   */
  public static Timeline read(Path csv) throws IOException {
    try (Reader in = Files.newBufferedReader(csv, StandardCharsets.UTF_8)) {
      return CsvRowReader.read(in, csv.toString());
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new TimelineFormatException(csv + " is not UTF-8 text", e);
    }
  }

  /** As {@link #read(Path)} from a reader, which is read to its end and not closed. */
  public static Timeline read(Reader csv) throws IOException {
    return CsvRowReader.read(csv, "CSV");
  }

  /**
   * Appends the rows of a stream's next result: its faces, or that there is none, and before them
   * the frames that were dropped since the last one. Results of one stream, in order.
   *
   * @throws IllegalArgumentException if the result is not after the last one, or its scores are of
   *     other labels
   */
  public synchronized void add(StreamResult result) {
    for (TimelineRow row : results.of(result)) {
      add(row);
    }
  }

  /**
   * Appends a row.
   *
   * @throws IllegalArgumentException if it is of an earlier frame than the last one, goes back in
   *     time, contradicts the frame's other rows, or has scores of other labels
   */
  public synchronized void add(TimelineRow row) {
    requireLabels(row, labels);
    boolean sameFrame = row.frame() == frame;
    if (row.frame() < frame || row.millis() < millis || (sameFrame && row.millis() != millis)) {
      throw new IllegalArgumentException(
          "frame "
              + row.frame()
              + " at "
              + row.millis()
              + " ms cannot follow frame "
              + frame
              + " at "
              + millis
              + " ms");
    }
    if (!sameFrame) {
      tracksOfFrame.clear();
    } else if (!frameHasFaces || row.track().isEmpty()) {
      throw new IllegalArgumentException(
          "frame " + frame + " has one row alone when it was dropped or is without a face");
    }
    if (row.track().isPresent() && !tracksOfFrame.add(row.track().getAsInt())) {
      throw new IllegalArgumentException(
          "frame " + row.frame() + " has track " + row.track().getAsInt() + " twice");
    }
    frame = row.frame();
    millis = row.millis();
    frameHasFaces = row.track().isPresent();
    store.add(row);
  }

  static void requireLabels(TimelineRow row, List<Emotion> labels) {
    row.scores()
        .ifPresent(
            scores -> {
              List<Emotion> own = scores.labels();
              if (!own.equals(labels) && !Set.copyOf(own).equals(Set.copyOf(labels))) {
                throw new IllegalArgumentException(
                    "scores of " + own + " in a timeline of " + labels);
              }
            });
  }

  /** The emotions that rows have scores of, in the order of the export's columns. */
  public List<Emotion> labels() {
    return labels;
  }

  /** The number of rows. */
  public synchronized long size() {
    return store.size();
  }

  /** The rows up to now, in order; later ones are not seen. */
  @Override
  public Iterator<TimelineRow> iterator() {
    return snapshot().iterator();
  }

  synchronized RowStore.Snapshot snapshot() {
    return store.snapshot();
  }

  /** Who showed what from when to when, in the order of the start; unmodifiable. */
  public List<Stretch> stretches() {
    return List.copyOf(Stretch.of(snapshot()));
  }

  /** A summary of each person, by track; unmodifiable. */
  public List<PersonSummary> people() {
    return List.copyOf(PersonSummary.of(Stretch.of(snapshot())));
  }

  /**
   * Writes the rows as comma-separated values: {@link CsvRowWriter}.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeCsv(Path file) throws IOException {
    write(file, this::writeCsv);
  }

  /** As {@link #writeCsv(Path)}, to a writer that stays open. */
  public void writeCsv(Writer out) throws IOException {
    writeRows(new CsvRowWriter(out, labels));
  }

  /**
   * Writes the rows as JSON lines: {@link JsonLinesRowWriter}.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeJsonLines(Path file) throws IOException {
    write(file, this::writeJsonLines);
  }

  /** As {@link #writeJsonLines(Path)}, to a writer that stays open. */
  public void writeJsonLines(Writer out) throws IOException {
    writeRows(new JsonLinesRowWriter(out));
  }

  // The writer belongs to the caller, so only flushed.
  private void writeRows(RowWriter writer) throws IOException {
    for (TimelineRow row : snapshot()) {
      writer.write(row);
    }
    writer.flush();
  }

  /**
   * Writes subtitles (WebVTT): a line a person, "Person 1: happiness". A cue lasts as long as
   * nothing in it changes. Times are the frames' timestamps.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeWebVtt(Path file) throws IOException {
    write(file, this::writeWebVtt);
  }

  /** As {@link #writeWebVtt(Path)}, to a writer that stays open. */
  public void writeWebVtt(Writer out) throws IOException {
    WebVtt.write(stretches(), out);
    out.flush();
  }

  /**
   * Writes a page that any browser opens, without a network: what each person showed over time, in
   * shares and stretches, and how much of it is known.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeReport(Path file, ReportOptions options) throws IOException {
    write(file, out -> writeReport(out, options));
  }

  /** As {@link #writeReport(Path, ReportOptions)}, to a writer that stays open. */
  public void writeReport(Writer out, ReportOptions options) throws IOException {
    new HtmlReport(snapshot(), options).write(out);
    out.flush();
  }

  /** One of the exports above. */
  private interface Export {
    void to(Writer out) throws IOException;
  }

  private static void write(Path file, Export export) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      export.to(out);
    }
  }
}
