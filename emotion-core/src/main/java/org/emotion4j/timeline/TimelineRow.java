package org.emotion4j.timeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;

/**
 * One face on one frame, or one frame without a face.
 *
 * <p>Numbers are rounded as exports write them, so that a row read back equals the row that was
 * written: the box to a tenth of a pixel, scores to four digits after the point, and they sum to 1.
 *
 * @param frame the frame's number, at least 0
 * @param millis the frame's timestamp in whole milliseconds since the video's origin, at least 0
 *     and at most 10^15
 * @param track whose face it is, at least 1; empty for {@link State#NO_FACE} and {@link
 *     State#DROPPED}, and only for them
 * @param state what is known of the face or frame
 * @param emotion the steady emotion; only for {@link State#SEEN} and {@link State#PREDICTED}, and
 *     empty for these too as long as the face has not been read
 * @param box where the face is, in pixels of the source frame; present when the track is
 * @param scores the steady scores; present when the emotion is
 */
public record TimelineRow(
    long frame,
    long millis,
    OptionalInt track,
    State state,
    Optional<Emotion> emotion,
    Optional<BoundingBox> box,
    Optional<EmotionScores> scores) {
  static final int BOX_DIGITS = 1;
  static final int SCORE_DIGITS = 4;

  /** Beyond any clock (30,000 years); keeps sums of times from overflowing. */
  private static final long LATEST_MILLIS = 1_000_000_000_000_000L;

  /** Beyond any picture; keeps a box in ints of tenths. */
  private static final double FARTHEST = 1e8;

  /** What is known of a face on a frame, or of the frame. */
  public enum State {
    /** The detector found the face. */
    SEEN,
    /** The detector did not look at this frame; the tracker says where the face is. */
    PREDICTED,
    /** The face is there, but too blurred, dark, small, turned or covered to be read. */
    UNCERTAIN,
    /** The detector looked and did not find the face: hidden, turned away or gone. */
    LOST,
    /** Nobody is on the frame. */
    NO_FACE,
    /** The frame was not looked at, for lack of time or since a part failed on it. */
    DROPPED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in lower case, as it stands in exports: {@code "no_face"}. */
    public String label() {
      return label;
    }

    /**
     * The state of a label.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static State parse(String label) {
      for (State state : values()) {
        if (state.label.equals(label)) {
          return state;
        }
      }
      throw new IllegalArgumentException(
          "'"
              + label
              + "' is not a state; known are "
              + Arrays.stream(values()).map(State::label).toList());
    }

    boolean hasTrack() {
      return this != NO_FACE && this != DROPPED;
    }

    boolean mayHaveEmotion() {
      return this == SEEN || this == PREDICTED;
    }
  }

  /**
   * @throws IllegalArgumentException if the parts do not go together as described above
   */
  public TimelineRow {
    Objects.requireNonNull(track, "track");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(emotion, "emotion");
    require(frame >= 0 && millis >= 0, "frame %s and millis %s must be at least 0", frame, millis);
    require(millis <= LATEST_MILLIS, "millis %s must be at most %s", millis, LATEST_MILLIS);
    require(track.orElse(1) >= 1, "a track is at least 1, got %s", track);
    require(
        track.isPresent() == state.hasTrack() && box.isPresent() == state.hasTrack(),
        "track and box come with a face, and only then; got state %s, track %s, box %s",
        state,
        track,
        box);
    require(
        emotion.isPresent() == scores.isPresent(),
        "emotion and scores come together, got %s and %s",
        emotion,
        scores);
    require(
        emotion.isEmpty() || state.mayHaveEmotion(), "%s has no emotion, got %s", state, emotion);
    if (emotion.isPresent() && !scores.orElseThrow().labels().contains(emotion.get())) {
      throw new IllegalArgumentException(
          "the scores have no " + emotion.get() + ": " + scores.get().labels());
    }
    box = box.map(TimelineRow::rounded);
    scores = scores.map(TimelineRow::rounded);
  }

  /** A frame without a face. */
  public static TimelineRow noFace(long frame, long millis) {
    return withoutFace(frame, millis, State.NO_FACE);
  }

  /** A frame that was not looked at. */
  public static TimelineRow dropped(long frame, long millis) {
    return withoutFace(frame, millis, State.DROPPED);
  }

  static TimelineRow withoutFace(long frame, long millis, State state) {
    return new TimelineRow(
        frame,
        millis,
        OptionalInt.empty(),
        state,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A face that was read: {@link State#SEEN} or {@link State#PREDICTED}. */
  public static TimelineRow read(
      long frame,
      long millis,
      int track,
      State state,
      Emotion emotion,
      BoundingBox box,
      EmotionScores scores) {
    return new TimelineRow(
        frame,
        millis,
        OptionalInt.of(track),
        state,
        Optional.of(emotion),
        Optional.of(box),
        Optional.of(scores));
  }

  /** A face without an emotion. */
  public static TimelineRow unread(
      long frame, long millis, int track, State state, BoundingBox box) {
    return new TimelineRow(
        frame,
        millis,
        OptionalInt.of(track),
        state,
        Optional.empty(),
        Optional.of(box),
        Optional.empty());
  }

  /** The score of {@link #emotion()}, from 0 to 1; empty without an emotion. */
  public OptionalDouble confidence() {
    return emotion.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(scores.orElseThrow().score(emotion.get()));
  }

  private static BoundingBox rounded(BoundingBox box) {
    double farthest = Math.max(Math.abs(box.x()) + box.width(), Math.abs(box.y()) + box.height());
    require(farthest < FARTHEST, "a box lies within %s pixels, got %s", FARTHEST, box);
    double smallest = Decimals.value(1, BOX_DIGITS);
    return new BoundingBox(
        Decimals.rounded(box.x(), BOX_DIGITS),
        Decimals.rounded(box.y(), BOX_DIGITS),
        Math.max(smallest, Decimals.rounded(box.width(), BOX_DIGITS)),
        Math.max(smallest, Decimals.rounded(box.height(), BOX_DIGITS)));
  }

  /**
   * Rounding alone would leave a sum beside 1, and rounding again another one. What is left over
   * goes to the top score, so that rounding rounded scores changes nothing.
   */
  private static EmotionScores rounded(EmotionScores scores) {
    List<Emotion> labels = scores.labels();
    double sum = 0;
    for (Emotion label : labels) {
      sum += scores.score(label);
    }
    long left = Decimals.scaled(1, SCORE_DIGITS);
    long[] units = new long[labels.size()];
    for (int i = 0; i < units.length; i++) {
      units[i] = Decimals.scaled(scores.score(labels.get(i)) / sum, SCORE_DIGITS);
      left -= units[i];
    }
    units[labels.indexOf(scores.top())] += left;
    return scores(labels, units);
  }

  /** Scores of rounded values. */
  static EmotionScores scores(List<Emotion> labels, long[] units) {
    float[] values = new float[units.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Decimals.value(units[i], SCORE_DIGITS);
    }
    return EmotionScores.of(labels, values);
  }

  private static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, values));
    }
  }
}
