package org.emotion4j.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.emotion4j.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands results to subscribers without a queue: whoever produces them asks {@link #isWanted()}
 * before each. {@link #publish} and {@link #end} are called by one thread at a time; everything
 * else by any.
 */
final class ResultPublisher implements Flow.Publisher<StreamResult> {
  private static final Logger log = LoggerFactory.getLogger(ResultPublisher.class);

  private final Runnable onDemand;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private boolean ended;
  private @Nullable Throwable failure;

  /**
   * @param onDemand called after more was asked for or a subscriber went; holds no lock then
   */
  ResultPublisher(Runnable onDemand) {
    this.onDemand = onDemand;
  }

  private final class Subscription implements Flow.Subscription {
    final Flow.Subscriber<? super StreamResult> subscriber;
    private long demand;
    private boolean cancelled;
    private boolean illegal;

    Subscription(Flow.Subscriber<? super StreamResult> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      synchronized (ResultPublisher.this) {
        if (n <= 0) {
          illegal = true; // told to the subscriber at the next turn, as signals must not overlap
        } else {
          demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        }
      }
      onDemand.run();
    }

    @Override
    public void cancel() {
      synchronized (ResultPublisher.this) {
        cancelled = true;
        subscriptions.remove(this);
      }
      onDemand.run();
    }
  }

  @Override
  public void subscribe(Flow.Subscriber<? super StreamResult> subscriber) {
    Subscription subscription = new Subscription(Objects.requireNonNull(subscriber, "subscriber"));
    subscriber.onSubscribe(subscription);
    synchronized (this) {
      if (subscription.cancelled) {
        return;
      }
      if (!ended) {
        subscriptions.add(subscription);
        return;
      }
    }
    signalEnd(subscription);
  }

  /** Whether every subscriber has asked for more. */
  synchronized boolean isWanted() {
    return subscriptions.stream().allMatch(s -> s.demand > 0 || s.illegal);
  }

  /** To everyone who asked for it. */
  void publish(StreamResult result) {
    for (Subscription subscription : current()) {
      boolean illegal;
      synchronized (this) {
        illegal = subscription.illegal;
        if (subscription.cancelled || (!illegal && subscription.demand == 0)) {
          continue;
        }
        subscription.demand--;
      }
      try {
        if (illegal) {
          subscription.cancel();
          subscription.subscriber.onError(
              new IllegalArgumentException("a subscriber must request at least one result"));
        } else {
          subscription.subscriber.onNext(result);
        }
      } catch (RuntimeException e) {
        log.warn("A subscriber failed and gets no further results", e);
        subscription.cancel();
      }
    }
  }

  /** Completes all subscribers, or hands them a failure; later ones get the same. */
  void end(@Nullable Throwable cause) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      failure = cause;
    }
    for (Subscription subscription : current()) {
      subscription.cancel();
      signalEnd(subscription);
    }
  }

  private synchronized List<Subscription> current() {
    return List.copyOf(subscriptions);
  }

  private void signalEnd(Subscription subscription) {
    try {
      if (failure != null) {
        subscription.subscriber.onError(failure);
      } else {
        subscription.subscriber.onComplete();
      }
    } catch (RuntimeException e) {
      log.warn("A subscriber failed at the end of its stream", e);
    }
  }
}
