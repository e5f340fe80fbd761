package org.emotion4j.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emotion4j.Emotion;

/**
 * One person of a timeline in numbers. All of them follow from the rows alone: {@link
 * Timeline#read} of an export gives the same ones.
 *
 * @param track the person
 * @param firstSeen when they were first there, on the clock of the frames' timestamps
 * @param lastSeen when they were there for the last time
 * @param read how long their emotion was read
 * @param unread how long they were there and could not be read
 * @param coverage {@code read} as a share of the time from first to last seen, from 0 to 1: what
 *     all other numbers speak for. Absences in between count as time without knowledge
 * @param switches how often the emotion changed to another one, whatever lies between
 * @param emotions what was shown, the longest first; unmodifiable, empty when nothing was read
 */
public record PersonSummary(
    int track,
    Duration firstSeen,
    Duration lastSeen,
    Duration read,
    Duration unread,
    double coverage,
    int switches,
    List<Share> emotions) {
  public PersonSummary {
    emotions = List.copyOf(emotions);
  }

  /**
   * One emotion of a person.
   *
   * @param emotion which
   * @param time how long in all
   * @param share of the time in which this person was read, from 0 to 1
   * @param stretches how many times without interruption; being unread or away interrupts
   * @param meanDwell how long such a time was on average
   * @param longestDwell and at most
   */
  public record Share(
      Emotion emotion,
      Duration time,
      double share,
      int stretches,
      Duration meanDwell,
      Duration longestDwell) {}

  /** The emotion shown longest; empty when nothing was read. */
  public Optional<Emotion> dominant() {
    return emotions.stream().findFirst().map(Share::emotion);
  }

  /** The share of time of an emotion; 0 if it was not shown. */
  public double share(Emotion emotion) {
    return emotions.stream()
        .filter(share -> share.emotion() == emotion)
        .mapToDouble(Share::share)
        .sum();
  }

  /** Summaries by track of stretches that are in order. */
  static List<PersonSummary> of(List<Stretch> stretches) {
    Map<Integer, List<Stretch>> byTrack = new TreeMap<>();
    for (Stretch stretch : stretches) {
      byTrack.computeIfAbsent(stretch.track(), track -> new ArrayList<>()).add(stretch);
    }
    List<PersonSummary> people = new ArrayList<>();
    byTrack.forEach((track, own) -> summary(track, own).ifPresent(people::add));
    return people;
  }

  /** Empty for a track that was never seen, whose rows somebody cut away. */
  private static Optional<PersonSummary> summary(int track, List<Stretch> all) {
    List<Stretch> there = all.stream().filter(s -> s.kind() != Stretch.Kind.LOST).toList();
    if (there.isEmpty()) {
      return Optional.empty();
    }
    Map<Emotion, Dwell> dwells = new EnumMap<>(Emotion.class);
    long read = 0;
    long unread = 0;
    int switches = 0;
    Optional<Emotion> before = Optional.empty();
    for (Stretch stretch : there) {
      if (stretch.emotion().isEmpty()) {
        unread += stretch.millis();
        continue;
      }
      read += stretch.millis();
      Emotion emotion = stretch.emotion().get();
      if (before.isPresent() && before.get() != emotion) {
        switches++;
      }
      before = stretch.emotion();
      dwells.computeIfAbsent(emotion, e -> new Dwell()).add(stretch.millis());
    }
    long first = there.get(0).startMillis();
    long last = there.get(there.size() - 1).endMillis();
    List<Share> shares = new ArrayList<>();
    for (Map.Entry<Emotion, Dwell> entry : dwells.entrySet()) {
      shares.add(entry.getValue().share(entry.getKey(), read));
    }
    shares.sort(Comparator.comparing(Share::time).reversed());
    return Optional.of(
        new PersonSummary(
            track,
            Duration.ofMillis(first),
            Duration.ofMillis(last),
            Duration.ofMillis(read),
            Duration.ofMillis(unread),
            part(read, last - first),
            switches,
            shares));
  }

  private static double part(long millis, long whole) {
    return whole == 0 ? 0 : (double) millis / whole;
  }

  /** Adds up the stretches of one emotion. */
  private static final class Dwell {
    private long millis;
    private long longest;
    private int count;

    void add(long stretch) {
      millis += stretch;
      longest = Math.max(longest, stretch);
      count++;
    }

    Share share(Emotion emotion, long read) {
      return new Share(
          emotion,
          Duration.ofMillis(millis),
          part(millis, read),
          count,
          Duration.ofMillis(Math.round((double) millis / count)),
          Duration.ofMillis(longest));
    }
  }
}
