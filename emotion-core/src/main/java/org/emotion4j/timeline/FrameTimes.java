package org.emotion4j.timeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long each row stands for. A frame stands until the next one that was looked at. After a pause
 * of more than a second, and more than three usual intervals, it stands for the usual interval
 * alone, which is the median: nobody knows what happened in the pause. The last frame stands for
 * the usual interval too.
 */
final class FrameTimes {
  private static final long PAUSE_MILLIS = 1_000;
  private static final int PAUSE_INTERVALS = 3;

  /** For one frame alone, which has no interval: that of 25 frames a second. */
  private static final long SINGLE_MILLIS = 40;

  private final Iterable<TimelineRow> rows;
  private final long usual;
  private final long longest;

  FrameTimes(Iterable<TimelineRow> rows) {
    this.rows = rows;
    this.usual = usualInterval(rows);
    this.longest = Math.max(PAUSE_MILLIS, PAUSE_INTERVALS * usual);
  }

  /** Takes a row with the time that it stands for. */
  interface Visitor {
    /**
     * @param start the frame's timestamp
     * @param end in milliseconds as well; equal to {@code start} only for frames less than one
     *     millisecond apart
     */
    void visit(TimelineRow row, long start, long end);
  }

  /** Goes through the rows of the frames that were looked at, in order. */
  void forEach(Visitor visitor) {
    List<TimelineRow> pending = new ArrayList<>();
    for (TimelineRow row : rows) {
      if (row.state() == TimelineRow.State.DROPPED) {
        continue;
      }
      if (!pending.isEmpty() && pending.get(0).frame() != row.frame()) {
        long start = pending.get(0).millis();
        long pause = row.millis() - start;
        visit(pending, pause > longest ? start + usual : row.millis(), visitor);
      }
      pending.add(row);
    }
    if (!pending.isEmpty()) {
      visit(pending, pending.get(0).millis() + usual, visitor);
    }
  }

  private static void visit(List<TimelineRow> frame, long end, Visitor visitor) {
    for (TimelineRow row : frame) {
      visitor.visit(row, row.millis(), end);
    }
    frame.clear();
  }

  private static long usualInterval(Iterable<TimelineRow> rows) {
    long[] intervals = new long[64];
    int count = 0;
    long frame = -1;
    long millis = 0;
    for (TimelineRow row : rows) {
      if (row.state() == TimelineRow.State.DROPPED || row.frame() == frame) {
        continue;
      }
      if (frame >= 0) {
        if (count == intervals.length) {
          intervals = Arrays.copyOf(intervals, 2 * count);
        }
        intervals[count++] = row.millis() - millis;
      }
      frame = row.frame();
      millis = row.millis();
    }
    if (count == 0) {
      return SINGLE_MILLIS;
    }
    Arrays.sort(intervals, 0, count);
    return Math.max(1, intervals[count / 2]);
  }
}
