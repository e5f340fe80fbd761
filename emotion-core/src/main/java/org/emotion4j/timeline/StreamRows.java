package org.emotion4j.timeline;

import java.util.ArrayList;
import java.util.List;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.stream.TrackedFace;

/**
 * Rows of one stream's results, in order: what {@link Timeline#add(StreamResult)} keeps, for
 * applications that write them through instead:
 *
 * <pre>{@code
 * StreamRows rows = new StreamRows();
 * try (RowWriter csv = new CsvRowWriter(file, recognizer.model().labels())) {
 *   for (Frame frame : video) {
 *     for (TimelineRow row : rows.of(stream.process(frame))) {
 *       csv.write(row);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class StreamRows {
  private long frame = -1;
  private long millis;

  /**
   * The rows of the next result, and before them one for each frame that was dropped since the last
   * result. A stream does not tell when those were taken, so they are spread evenly over the time
   * between; those before the first result have its time.
   *
   * @throws IllegalArgumentException if the result is not after the last one
   */
  public List<TimelineRow> of(StreamResult result) {
    long now = result.timestamp().toMillis();
    if (result.frame() <= frame || now < millis) {
      throw new IllegalArgumentException(
          "frame "
              + result.frame()
              + " at "
              + now
              + " ms cannot follow frame "
              + frame
              + " at "
              + millis
              + " ms: results of one stream, in order");
    }
    List<TimelineRow> rows = new ArrayList<>();
    long before = frame < 0 ? now : millis;
    double step = (double) (now - before) / (result.frame() - frame);
    for (long dropped = frame + 1; dropped < result.frame(); dropped++) {
      rows.add(TimelineRow.dropped(dropped, before + (long) (step * (dropped - frame))));
    }
    for (TrackedFace face : result.faces()) {
      rows.add(row(result.frame(), now, face));
    }
    if (result.faces().isEmpty()) {
      rows.add(TimelineRow.noFace(result.frame(), now));
    }
    frame = result.frame();
    millis = now;
    return rows;
  }

  private static TimelineRow row(long frame, long millis, TrackedFace face) {
    TimelineRow.State state = state(face);
    // While uncertain or lost, a face keeps the label of before, which is no observation.
    return state.mayHaveEmotion() && face.label().isPresent()
        ? TimelineRow.read(
            frame,
            millis,
            face.id(),
            state,
            face.label().get(),
            face.box(),
            face.scores().orElseThrow())
        : TimelineRow.unread(frame, millis, face.id(), state, face.box());
  }

  private static TimelineRow.State state(TrackedFace face) {
    if (face.uncertain()) {
      return TimelineRow.State.UNCERTAIN;
    }
    return switch (face.state()) {
      case SEEN -> TimelineRow.State.SEEN;
      case PREDICTED -> TimelineRow.State.PREDICTED;
      case LOST -> TimelineRow.State.LOST;
    };
  }
}
