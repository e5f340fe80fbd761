package org.emotion4j.opencv;

import java.time.Duration;
import java.util.Objects;

/**
 * What {@link VideoFrames#ofUrl(String, Reconnect)} does when a live stream breaks off: it opens it
 * again after a pause that doubles from try to try. A picture that arrives starts the count anew.
 *
 * @param attempts how many tries before it gives up; 0 for none
 * @param firstPause before the first try; above 0
 * @param longestPause where doubling ends; at least {@code firstPause}
 */
public record Reconnect(int attempts, Duration firstPause, Duration longestPause) {
  /**
   * @throws IllegalArgumentException if a value is outside its range
   */
  public Reconnect {
    Objects.requireNonNull(firstPause, "firstPause");
    Objects.requireNonNull(longestPause, "longestPause");
    if (attempts < 0
        || firstPause.isNegative()
        || firstPause.isZero()
        || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "attempts must be at least 0 and 0 < firstPause <= longestPause, got "
              + attempts
              + ", "
              + firstPause
              + ", "
              + longestPause);
    }
  }

  /** Seven tries within some 30 seconds: after 0.5, 1, 2, 4, 8, 8 and 8 seconds. */
  public static Reconnect usual() {
    return new Reconnect(7, Duration.ofMillis(500), Duration.ofSeconds(8));
  }

  /** None: a stream that breaks off has ended. */
  public static Reconnect never() {
    return new Reconnect(0, Duration.ofMillis(1), Duration.ofMillis(1));
  }

  /** The pause before a try, counted from 0. */
  Duration pause(int attempt) {
    Duration pause = firstPause;
    for (int i = 0; i < attempt && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
