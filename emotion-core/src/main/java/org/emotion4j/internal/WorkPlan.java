package org.emotion4j.internal;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides what of a frame's work is done, so that its time stays within the budget on average. Each
 * frame is credited with the budget and charged with the time that it took; the detector runs when
 * the credit pays for it, and as many faces are classified as it then pays for. Both happen at
 * least at every interval, which is the one thing that may overdraw the account. Costs are those of
 * the frames before.
 */
final class WorkPlan {
  /** Weight of the newest cost in the running means. */
  private static final double NEWEST = 0.2;

  private final double budget;
  private final long intervalNanos;
  private double credit;
  private double detection;
  private double perFace;
  private long lastDetection;
  private boolean detectedBefore;

  WorkPlan(Optional<Duration> budget, Duration interval) {
    this.budget = budget.map(b -> (double) b.toNanos()).orElse(Double.POSITIVE_INFINITY);
    this.intervalNanos = interval.toNanos();
  }

  /**
   * Begins a frame and says whether the detector runs on it.
   *
   * @param faces how many are to be classified, as far as known
   */
  boolean begin(Duration timestamp, int faces) {
    long now = timestamp.toNanos();
    // What was saved is for the next run of the detector; more of it would only be spent at once.
    double most = Math.max(budget, detection + faces * perFace);
    credit = Math.min(most, credit + budget);
    boolean detect =
        !detectedBefore || isDue(now, lastDetection) || credit >= detection + faces * perFace;
    if (detect) {
      detectedBefore = true;
      lastDetection = now;
    }
    return detect;
  }

  /** Charges the finding and following of faces. */
  void found(boolean detected, long nanos) {
    if (detected) {
      detection = mean(detection, nanos);
    }
    charge(nanos);
  }

  /** How many faces the credit pays for. */
  int affordable() {
    if (Double.isInfinite(budget) || perFace == 0) {
      return Integer.MAX_VALUE;
    }
    return (int) Math.max(0, credit / perFace);
  }

  /** Whether something that was last done at a time is due at another. */
  boolean isDue(long now, long last) {
    return now - last >= intervalNanos;
  }

  /** Charges the reading of faces. */
  void classified(int faces, long nanos) {
    if (faces > 0) {
      perFace = mean(perFace, (double) nanos / faces);
    }
    charge(nanos);
  }

  private static double mean(double before, double newest) {
    return before == 0 ? newest : before + NEWEST * (newest - before);
  }

  private void charge(double nanos) {
    if (Double.isInfinite(budget)) {
      return;
    }
    // One slow frame, such as the first or one during a pause of the JVM, is not paid for over
    // seconds.
    credit = Math.max(credit - nanos, -(budget + detection));
  }
}
