package org.emotion4j.opencv;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes a container's timestamps strictly increase and changes them no more than that takes:
 *
 * <ul>
 *   <li>one that repeats, or steps back a little, follows the last by a microsecond;
 *   <li>where they jump back by a second or more, as in recordings that were joined, the clock goes
 *       on from there, one picture later;
 *   <li>a picture without a timestamp comes one picture after the last, by the frame rate;
 *   <li>if the first is negative, all are moved so that it is zero.
 * </ul>
 */
final class Timestamps {
  private static final Duration STEP = Duration.ofNanos(1_000);
  private static final Duration JUMP = Duration.ofSeconds(1);

  /** For videos that do not tell theirs. */
  private static final double USUAL_RATE = 25;

  private final Duration period;
  private Duration shift = Duration.ZERO;
  private @Nullable Duration last;

  Timestamps(double frameRate) {
    double rate = frameRate > 0 ? frameRate : USUAL_RATE;
    this.period = Duration.ofNanos(Math.max(1, Math.round(1e9 / rate)));
  }

  /**
   * The time of the next picture.
   *
   * @param told the container's, which may be negative; null if it has none
   */
  Duration next(@Nullable Duration told) {
    Duration before = last;
    Duration time;
    if (before == null) {
      if (told != null && told.isNegative()) {
        shift = told.negated();
      }
      time = told == null ? Duration.ZERO : told.plus(shift);
    } else if (told == null) {
      time = before.plus(period);
    } else {
      time = told.plus(shift);
      Duration back = before.minus(time);
      if (back.compareTo(JUMP) >= 0) {
        time = before.plus(period);
        shift = time.minus(told);
      } else if (!back.isNegative()) {
        time = before.plus(STEP);
      }
    }
    last = time;
    return time;
  }
}
