package org.emotion4j.timeline;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;

/**
 * Rows in fixed-size records within chunks of bytes: {@code 38 + 2 x labels} bytes a row, a sixth
 * of what the objects take. Rows are only ever appended, so a {@link Snapshot} is read without a
 * lock while further ones are added.
 */
final class RowStore {
  private static final int CHUNK_ROWS = 4096;
  private static final int FIXED_BYTES =
      Long.BYTES + Long.BYTES + Integer.BYTES + 1 + 1 + 4 * Integer.BYTES;
  private static final int NONE = -1;
  private static final TimelineRow.State[] STATES = TimelineRow.State.values();

  private final List<Emotion> labels;
  private final int rowBytes;
  private final List<ByteBuffer> chunks = new ArrayList<>();
  private long size;

  RowStore(List<Emotion> labels) {
    this.labels = labels;
    this.rowBytes = FIXED_BYTES + Short.BYTES * labels.size();
  }

  /** Bytes that a row takes. */
  int rowBytes() {
    return rowBytes;
  }

  long size() {
    return size;
  }

  void add(TimelineRow row) {
    int at = (int) (size % CHUNK_ROWS) * rowBytes;
    if (at == 0) {
      chunks.add(ByteBuffer.allocate(CHUNK_ROWS * rowBytes));
    }
    // A duplicate of its own: the position is the writer's alone.
    ByteBuffer out = chunks.get(chunks.size() - 1).duplicate().position(at);
    out.putLong(row.frame()).putLong(row.millis()).putInt(row.track().orElse(0));
    out.put((byte) row.state().ordinal());
    out.put((byte) row.emotion().map(labels::indexOf).orElse(NONE).intValue());
    row.box()
        .ifPresent(
            box -> {
              out.putInt(tenths(box.x())).putInt(tenths(box.y()));
              out.putInt(tenths(box.width())).putInt(tenths(box.height()));
            });
    row.scores()
        .ifPresent(
            scores -> {
              for (Emotion label : labels) {
                out.putShort(
                    (short) Decimals.scaled(scores.score(label), TimelineRow.SCORE_DIGITS));
              }
            });
    size++;
  }

  private static int tenths(double value) {
    return (int) Decimals.scaled(value, TimelineRow.BOX_DIGITS);
  }

  /** The rows up to now. */
  Snapshot snapshot() {
    return new Snapshot(labels, rowBytes, List.copyOf(chunks), size);
  }

  /** The rows of one moment; iterates any number of times, in any thread. */
  record Snapshot(List<Emotion> labels, int rowBytes, List<ByteBuffer> chunks, long size)
      implements Iterable<TimelineRow> {
    @Override
    public Iterator<TimelineRow> iterator() {
      return new Iterator<>() {
        private long next;

        @Override
        public boolean hasNext() {
          return next < size;
        }

        @Override
        public TimelineRow next() {
          if (!hasNext()) {
            throw new NoSuchElementException("the timeline has " + size + " rows");
          }
          return row(next++);
        }
      };
    }

    private TimelineRow row(long index) {
      ByteBuffer in =
          chunks
              .get((int) (index / CHUNK_ROWS))
              .duplicate()
              .position((int) (index % CHUNK_ROWS) * rowBytes);
      long frame = in.getLong();
      long millis = in.getLong();
      int track = in.getInt();
      TimelineRow.State state = STATES[in.get()];
      int emotion = in.get();
      if (track == 0) {
        return TimelineRow.withoutFace(frame, millis, state);
      }
      BoundingBox box = new BoundingBox(pixels(in), pixels(in), pixels(in), pixels(in));
      if (emotion == NONE) {
        return TimelineRow.unread(frame, millis, track, state, box);
      }
      long[] units = new long[labels.size()];
      for (int i = 0; i < units.length; i++) {
        units[i] = in.getShort();
      }
      return TimelineRow.read(
          frame, millis, track, state, labels.get(emotion), box, TimelineRow.scores(labels, units));
    }

    private static double pixels(ByteBuffer in) {
      return Decimals.value(in.getInt(), TimelineRow.BOX_DIGITS);
    }
  }
}
