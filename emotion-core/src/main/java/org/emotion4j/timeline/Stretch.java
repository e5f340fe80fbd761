package org.emotion4j.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.emotion4j.Emotion;

/**
 * A time without interruption in which one person showed one emotion, could not be read, or was
 * lost.
 *
 * @param track the person
 * @param kind what was known
 * @param emotion the emotion; present for {@link Kind#READ}, and only then
 * @param startMillis the timestamp of its first frame
 * @param endMillis where it ends, itself excluded: the next frame that was looked at, or one usual
 *     interval after the last frame before a pause of more than a second
 */
public record Stretch(
    int track, Kind kind, Optional<Emotion> emotion, long startMillis, long endMillis) {
  /** What was known of a person. */
  public enum Kind {
    /** The emotion. */
    READ,
    /** That they are there, and no emotion. */
    UNREAD,
    /** That they were there before. */
    LOST
  }

  public Stretch {
    Objects.requireNonNull(kind, "kind");
    if (emotion.isPresent() != (kind == Kind.READ)) {
      throw new IllegalArgumentException(kind + " does not go with the emotion " + emotion);
    }
    if (endMillis < startMillis) {
      throw new IllegalArgumentException("ends at " + endMillis + ", before its " + startMillis);
    }
  }

  /** How long it is. */
  public long millis() {
    return endMillis - startMillis;
  }

  /** The stretches of rows, in the order of their start, then of the track. */
  static List<Stretch> of(Iterable<TimelineRow> rows) {
    List<Stretch> ended = new ArrayList<>();
    Map<Integer, Stretch> open = new TreeMap<>();
    new FrameTimes(rows)
        .forEach(
            (row, start, end) -> {
              if (row.track().isEmpty()) {
                return;
              }
              int track = row.track().getAsInt();
              Stretch now = new Stretch(track, kind(row), row.emotion(), start, end);
              Stretch before = open.get(track);
              if (before != null && before.isContinuedBy(now)) {
                now = new Stretch(track, now.kind, now.emotion, before.startMillis, end);
              } else if (before != null) {
                ended.add(before);
              }
              open.put(track, now);
            });
    ended.addAll(open.values());
    ended.sort(Comparator.comparingLong(Stretch::startMillis).thenComparingInt(Stretch::track));
    return ended;
  }

  static Kind kind(TimelineRow row) {
    if (row.emotion().isPresent()) {
      return Kind.READ;
    }
    return row.state() == TimelineRow.State.LOST ? Kind.LOST : Kind.UNREAD;
  }

  private boolean isContinuedBy(Stretch next) {
    return endMillis == next.startMillis && kind == next.kind && emotion.equals(next.emotion);
  }
}
