package org.emotion4j.opencv;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.emotion4j.EmotionException;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network stream that is opened again when it breaks off. The time that passed meanwhile is kept
 * in the timestamps, which each connection begins anew.
 */
final class LiveSource implements VideoSource {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSource.class);

  private final String name;
  private final Supplier<VideoSource> opening;
  private final Reconnect policy;
  private final Sleep sleep;
  private final LongSupplier nanoTime;
  private VideoSource connection;
  private Duration last = Duration.ZERO;
  private long lastArrival;
  private Duration shift = Duration.ZERO;

  /** How to wait; replaced in tests. */
  interface Sleep {
    void sleep(Duration pause) throws InterruptedException;
  }

  LiveSource(
      String name,
      Supplier<VideoSource> opening,
      Reconnect policy,
      Sleep sleep,
      LongSupplier nanoTime) {
    this.name = name;
    this.opening = opening;
    this.policy = policy;
    this.sleep = sleep;
    this.nanoTime = nanoTime;
    this.connection = opening.get();
    this.lastArrival = nanoTime.getAsLong();
  }

  static LiveSource of(String url, Reconnect policy) {
    return new LiveSource(
        url,
        () -> FfmpegSource.ofUrl(url),
        policy,
        pause -> Thread.sleep(pause.toMillis()),
        System::nanoTime);
  }

  @Override
  public @Nullable Frame next() {
    EmotionException broken = null;
    try {
      Frame frame = connection.next();
      if (frame != null) {
        return arrived(frame.withTimestamp(frame.timestamp().plus(shift)));
      }
    } catch (ImageException e) {
      broken = e;
    }
    if (policy.attempts() > 0 && !connection.isFinite()) {
      return reconnected(broken);
    }
    if (broken != null) {
      throw broken;
    }
    return null;
  }

  private Frame arrived(Frame frame) {
    last = frame.timestamp();
    lastArrival = nanoTime.getAsLong();
    return frame;
  }

  /** The first picture of the next connection that gives one. */
  private Frame reconnected(@Nullable EmotionException broken) {
    LOG.info("a video stream broke off; opening it again, at most {} times", policy.attempts());
    EmotionException cause = broken;
    for (int attempt = 0; attempt < policy.attempts(); attempt++) {
      pause(attempt);
      try {
        connection.close();
        connection = opening.get();
        Frame frame = connection.next();
        if (frame != null) {
          Duration now = last.plusNanos(Math.max(1, nanoTime.getAsLong() - lastArrival));
          shift = now.minus(frame.timestamp());
          return arrived(frame.withTimestamp(now));
        }
      } catch (ImageException e) {
        cause = e;
      }
    }
    throw new StreamLostException(
        "the stream "
            + name
            + " broke off and gave no picture in "
            + policy.attempts()
            + " further tries: is its source still there?",
        cause);
  }

  private void pause(int attempt) {
    try {
      sleep.sleep(policy.pause(attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamLostException(
          "the thread was interrupted while the stream " + name + " was opened again", e);
    }
  }

  @Override
  public boolean isFinite() {
    return connection.isFinite();
  }

  @Override
  public double frameRate() {
    return connection.frameRate();
  }

  @Override
  public void close() {
    connection.close();
  }
}
