package org.emotion4j.timeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Subtitles (W3C, WebVTT: The Web Video Text Tracks Format). People share a cue, a line each in the
 * order of their tracks, and any change begins a new cue: players stack cues that overlap in an
 * order of their own, so that names would jump about.
 */
final class WebVtt {
  /** What is shorter nobody reads. */
  private static final long BLINK_MILLIS = 500;

  private WebVtt() {}

  /** Writes a whole file of stretches in order. */
  static void write(List<Stretch> stretches, Appendable out) throws IOException {
    out.append("WEBVTT\n");
    List<Stretch> shown = readable(stretches);
    long[] changes =
        shown.stream()
            .flatMap(s -> List.of(s.startMillis(), s.endMillis()).stream())
            .mapToLong(Long::longValue)
            .sorted()
            .distinct()
            .toArray();
    List<Stretch> current = new ArrayList<>();
    int next = 0;
    for (int i = 0; i + 1 < changes.length; i++) {
      long start = changes[i];
      current.removeIf(s -> s.endMillis() <= start);
      for (; next < shown.size() && shown.get(next).startMillis() <= start; next++) {
        current.add(shown.get(next));
      }
      if (!current.isEmpty()) {
        current.sort(Comparator.comparingInt(Stretch::track));
        cue(out, start, changes[i + 1], current);
      }
    }
  }

  /**
   * What is to be shown, by start: a person who cannot be read for a blink between two times of the
   * same emotion keeps their line.
   */
  private static List<Stretch> readable(List<Stretch> stretches) {
    Map<Integer, List<Stretch>> people = new TreeMap<>();
    for (Stretch stretch : stretches) {
      if (stretch.kind() == Stretch.Kind.LOST || stretch.millis() == 0) {
        continue;
      }
      List<Stretch> own = people.computeIfAbsent(stretch.track(), track -> new ArrayList<>());
      int last = own.size() - 1;
      int read = last >= 0 && own.get(last).kind() == Stretch.Kind.UNREAD ? last - 1 : last;
      if (read >= 0 && isBlink(own.get(read), stretch)) {
        Stretch before = own.get(read);
        own.subList(read, own.size()).clear();
        own.add(
            new Stretch(
                before.track(),
                before.kind(),
                before.emotion(),
                before.startMillis(),
                stretch.endMillis()));
      } else {
        own.add(stretch);
      }
    }
    List<Stretch> shown = new ArrayList<>();
    people.values().forEach(shown::addAll);
    shown.sort(Comparator.comparingLong(Stretch::startMillis));
    return shown;
  }

  private static boolean isBlink(Stretch read, Stretch next) {
    return read.kind() == Stretch.Kind.READ
        && read.emotion().equals(next.emotion())
        && next.startMillis() - read.endMillis() < BLINK_MILLIS;
  }

  private static void cue(Appendable out, long start, long end, List<Stretch> people)
      throws IOException {
    out.append('\n').append(time(start)).append(" --> ").append(time(end)).append('\n');
    for (Stretch person : people) {
      out.append("Person ").append(Integer.toString(person.track())).append(": ");
      out.append(person.emotion().map(e -> e.label()).orElse("uncertain")).append('\n');
    }
  }

  private static String time(long millis) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1_000 % 60,
        millis % 1_000);
  }
}
