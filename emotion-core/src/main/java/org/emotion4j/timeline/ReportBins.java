package org.emotion4j.timeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emotion4j.Emotion;
import org.jspecify.annotations.Nullable;

/**
 * A timeline in as many equal steps of time as a chart has room for: what a person mostly was in
 * each, and their mean scores.
 */
final class ReportBins {
  private static final int MOST = 480;

  private final long startMillis;
  private final long lengthMillis;
  private final int count;
  private final Map<Integer, Person> people = new TreeMap<>();

  private ReportBins(long startMillis, long endMillis, long frames) {
    this.startMillis = startMillis;
    this.lengthMillis = Math.max(1, endMillis - startMillis);
    this.count = (int) Math.max(1, Math.min(MOST, Math.min(frames, lengthMillis)));
  }

  /** Counts of the frames, and where they begin and end. */
  record Frames(long startMillis, long endMillis, long all, long withoutFace, long dropped) {
    static Frames of(Iterable<TimelineRow> rows) {
      long start = -1;
      long end = 0;
      long all = 0;
      long withoutFace = 0;
      long dropped = 0;
      long frame = -1;
      for (TimelineRow row : rows) {
        if (row.frame() == frame) {
          continue;
        }
        frame = row.frame();
        all++;
        start = start < 0 ? row.millis() : start;
        end = row.millis();
        withoutFace += row.state() == TimelineRow.State.NO_FACE ? 1 : 0;
        dropped += row.state() == TimelineRow.State.DROPPED ? 1 : 0;
      }
      long[] last = {Math.max(end, 0)};
      new FrameTimes(rows).forEach((row, from, to) -> last[0] = Math.max(last[0], to));
      return new Frames(Math.max(0, start), last[0], all, withoutFace, dropped);
    }

    long lookedAt() {
      return all - dropped;
    }
  }

  static ReportBins of(Iterable<TimelineRow> rows, List<Emotion> labels, Frames frames) {
    ReportBins bins = new ReportBins(frames.startMillis(), frames.endMillis(), frames.lookedAt());
    new FrameTimes(rows)
        .forEach(
            (row, start, end) -> {
              if (row.track().isPresent()) {
                bins.people
                    .computeIfAbsent(
                        row.track().getAsInt(), track -> new Person(labels, bins.count))
                    .add(row, bins.position(start), bins.position(end));
              }
            });
    return bins;
  }

  /** Where a time lies, in bins from the start. */
  private double position(long millis) {
    return (double) (millis - startMillis) / lengthMillis * count;
  }

  int count() {
    return count;
  }

  /** The bins of a person who is in the timeline. */
  Person person(int track) {
    Person person = people.get(track);
    if (person == null) {
      throw new IllegalArgumentException("nobody has the track " + track);
    }
    return person;
  }

  /** One person's bins. */
  static final class Person {
    private final List<Emotion> labels;
    private final double[][] labelTime;
    private final double[][] scoreSum;
    private final double[] readTime;
    private final double[] unreadTime;

    private Person(List<Emotion> labels, int count) {
      this.labels = labels;
      labelTime = new double[labels.size()][count];
      scoreSum = new double[labels.size()][count];
      readTime = new double[count];
      unreadTime = new double[count];
    }

    private void add(TimelineRow row, double from, double to) {
      int last = Math.min(readTime.length - 1, (int) Math.ceil(to) - 1);
      for (int bin = (int) from; bin <= last; bin++) {
        double time = Math.min(to, bin + 1.0) - Math.max(from, bin);
        switch (Stretch.kind(row)) {
          case LOST -> {}
          case UNREAD -> unreadTime[bin] += time;
          case READ -> {
            readTime[bin] += time;
            labelTime[labels.indexOf(row.emotion().orElseThrow())][bin] += time;
            for (int i = 0; i < labels.size(); i++) {
              scoreSum[i][bin] += time * row.scores().orElseThrow().score(labels.get(i));
            }
          }
        }
      }
    }

    /** What the person mostly was in a bin; null when they were not there for half of it. */
    Stretch.@Nullable Kind kind(int bin) {
      if (readTime[bin] + unreadTime[bin] < 0.5) {
        return null;
      }
      return readTime[bin] >= unreadTime[bin] ? Stretch.Kind.READ : Stretch.Kind.UNREAD;
    }

    /** The emotion shown longest in a bin that was mostly read. */
    Optional<Emotion> emotion(int bin) {
      if (kind(bin) != Stretch.Kind.READ) {
        return Optional.empty();
      }
      int best = 0;
      for (int i = 1; i < labels.size(); i++) {
        if (labelTime[i][bin] > labelTime[best][bin]) {
          best = i;
        }
      }
      return Optional.of(labels.get(best));
    }

    /** The mean score of an emotion in a bin that was mostly read, from 0 to 1; else 0. */
    double score(Emotion emotion, int bin) {
      return kind(bin) == Stretch.Kind.READ
          ? scoreSum[labels.indexOf(emotion)][bin] / readTime[bin]
          : 0;
    }

    double highestScore(Emotion emotion) {
      double highest = 0;
      for (int bin = 0; bin < readTime.length; bin++) {
        highest = Math.max(highest, score(emotion, bin));
      }
      return highest;
    }
  }
}
