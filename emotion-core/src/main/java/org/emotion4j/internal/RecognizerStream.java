package org.emotion4j.internal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.emotion4j.ClosedException;
import org.emotion4j.Frame;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamListener;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.stream.StreamStatistics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings frames to the {@link StreamEngine}, one at a time, and results to whoever wants them. All
 * state is guarded by one lock, which is never held while pixels are copied, a frame is worked on
 * or foreign code is called.
 *
 * <p>Live frames wait in a slot for one. At most one task of the executor belongs to a stream: it
 * is handed over when there is a frame, no task yet, and demand for a result; it works on one
 * frame.
 */
public final class RecognizerStream implements EmotionStream {
  private static final Logger log = LoggerFactory.getLogger(RecognizerStream.class);

  /** One buffer is worked on, one waits, one is filled. */
  private static final int SPARE_BUFFERS = 3;

  /** Runs a call unless the recognizer is closed, and keeps it from closing meanwhile. */
  @FunctionalInterface
  public interface Guard {
    <T> T whileOpen(Supplier<T> call);
  }

  private enum Use {
    UNDECIDED,
    FILE,
    LIVE
  }

  /** A live frame with a copy of its pixels. */
  private record Live(long number, Frame frame, ByteBuffer buffer, long arrived) {}

  /** The lock as it is held: given back, it looks whether what changed was the stream's end. */
  private final class Held implements AutoCloseable {
    @Override
    public void close() {
      boolean free = false;
      try {
        changed.signalAll();
        closed |= draining && isIdle();
        if (closed && !busy && !freed) {
          freed = true;
          free = true;
        }
      } finally {
        lock.unlock();
      }
      if (free) {
        free();
      }
    }
  }

  private final Guard recognizer;
  private final StreamOptions options;
  private final LongSupplier clock;
  private final StreamEngine engine;
  private final ResultPublisher publisher = new ResultPublisher(this::workOn);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Held held = new Held();
  private final Deque<ByteBuffer> spare = new ArrayDeque<>();
  private Use use = Use.UNDECIDED;
  private @Nullable Duration lastTimestamp;
  private @Nullable Live waiting;
  private int copying;
  private boolean busy; // a task is handed over or runs, or process() does
  private @Nullable Thread worker;
  private boolean listenerFailed; // read and written by tasks only, which follow one another
  private boolean draining;
  private boolean closed;
  private boolean cut; // closed while a frame waited
  private boolean freed;
  private @Nullable RuntimeException endedBy;

  private long submitted;
  private long processed;
  private long dropped;
  private long failed;
  private long detectorRuns;
  private Duration staleness = Duration.ZERO;

  /**
   * @param clock nanoseconds from any origin
   * @throws IllegalArgumentException if the options do not fit the model
   * @throws org.emotion4j.PluginException if the tracker or smoother is not on the class path
   */
  public RecognizerStream(
      Guard recognizer, RecognitionPipeline pipeline, StreamOptions options, LongSupplier clock) {
    this.recognizer = recognizer;
    this.options = options;
    this.clock = clock;
    this.engine = new StreamEngine(pipeline, options, clock);
  }

  @Override
  public StreamResult process(Frame frame) {
    long arrived = clock.getAsLong();
    long number;
    long before;
    try (Held ignored = hold()) {
      if (use == Use.FILE && busy) {
        throw new IllegalStateException("another thread is processing a frame of this stream");
      }
      number = accept(frame, Use.FILE);
      before = dropped;
      busy = true;
    }
    StreamResult result = null;
    try {
      result = recognizer.whileOpen(() -> engine.process(number, frame, arrived, before));
      return result;
    } finally {
      try (Held ignored = hold()) {
        count(result);
        busy = false;
      }
    }
  }

  @Override
  public void submit(Frame frame) {
    long arrived = clock.getAsLong();
    int bytes =
        Math.toIntExact(frame.format().minBytes(frame.width(), frame.height(), frame.stride()));
    long number;
    ByteBuffer buffer;
    try (Held ignored = hold()) {
      number = accept(frame, Use.LIVE);
      copying++;
      buffer = spare.pollFirst();
    }
    Live live = null;
    try {
      ByteBuffer copy =
          buffer != null && buffer.capacity() >= bytes ? buffer : ByteBuffer.allocateDirect(bytes);
      copy.clear().put(frame.pixels().limit(bytes)).flip();
      Frame own =
          Frame.wrap(copy, frame.width(), frame.height(), frame.stride(), frame.format())
              .withRotation(frame.rotation())
              .withTimestamp(frame.timestamp());
      live = new Live(number, own, copy, arrived);
    } finally {
      arrive(live);
    }
    workOn(live);
  }

  /** Puts a copied frame into the slot, unless a newer one is there. */
  private void arrive(@Nullable Live live) {
    try (Held ignored = hold()) {
      copying--;
      if (live == null || closed) {
        dropped++;
      } else if (waiting != null && waiting.number() > live.number()) {
        drop(live);
      } else {
        if (waiting != null) {
          drop(waiting);
        }
        waiting = live;
      }
    }
  }

  /** Counts a frame in, if it may come now. */
  private long accept(Frame frame, Use as) {
    if (closed || draining) {
      throw endedBy != null
          ? new ClosedException("the stream has ended: " + endedBy.getMessage())
          : new ClosedException("the stream is closed: open a new one for further frames");
    }
    if (use != Use.UNDECIDED && use != as) {
      throw new IllegalStateException(
          "a stream takes either every frame by process() or live ones by submit(); this one began"
              + " with "
              + (use == Use.FILE ? "process()" : "submit()"));
    }
    if (lastTimestamp != null && frame.timestamp().compareTo(lastTimestamp) <= 0) {
      throw new IllegalArgumentException(
          "timestamps must increase: the frame before was at "
              + lastTimestamp
              + ", this one is at "
              + frame.timestamp()
              + "; set them by Frame.withTimestamp");
    }
    use = as;
    lastTimestamp = frame.timestamp();
    return submitted++;
  }

  private void drop(Live live) {
    dropped++;
    recycle(live.buffer());
  }

  private void recycle(ByteBuffer buffer) {
    if (!closed && spare.size() < SPARE_BUFFERS) {
      spare.addLast(buffer);
    }
  }

  private void count(@Nullable StreamResult result) {
    if (result == null) {
      failed++;
    } else {
      processed++;
      detectorRuns += result.detectorRan() ? 1 : 0;
      staleness = result.staleness();
    }
  }

  private void workOn() {
    workOn(null);
  }

  /**
   * Hands the executor a task if there is something to do and none has it yet.
   *
   * @param submitted the frame whose submitter is told when the executor refuses
   */
  private void workOn(@Nullable Live submitted) {
    try (Held ignored = hold()) {
      if (closed || busy || waiting == null || !publisher.isWanted()) {
        return;
      }
      busy = true;
    }
    try {
      options.executor().execute(this::work);
    } catch (RuntimeException e) {
      try (Held ignored = hold()) {
        busy = false;
        if (waiting != null) {
          drop(waiting);
          waiting = null;
        }
      }
      if (submitted != null) {
        throw e;
      }
      log.warn("The executor of a stream took no work, and a frame is dropped: {}", e.toString());
    }
  }

  /** The task: one frame. */
  private void work() {
    Live live;
    long before;
    try (Held ignored = hold()) {
      live = waiting;
      waiting = null;
      before = dropped;
      worker = Thread.currentThread();
    }
    try {
      if (live != null) {
        work(live, before);
      }
    } finally {
      try (Held ignored = hold()) {
        worker = null;
        busy = false;
      }
    }
    workOn(null);
  }

  private void work(Live live, long before) {
    StreamResult result = null;
    RuntimeException failure = null;
    try {
      result =
          recognizer.whileOpen(
              () -> engine.process(live.number(), live.frame(), live.arrived(), before));
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      try (Held ignored = hold()) {
        count(result);
        recycle(live.buffer());
      }
    }
    if (result != null) {
      deliver(result);
    } else if (failure != null) {
      fail(live, failure);
    }
  }

  private void deliver(StreamResult result) {
    if (isClosed()) {
      return;
    }
    tell(listener -> listener.onResult(result));
    if (!isClosed()) {
      publisher.publish(result);
    }
  }

  private void fail(Live live, RuntimeException failure) {
    boolean first;
    try (Held ignored = hold()) {
      first = failed == 1;
      if (failure instanceof ClosedException) {
        endedBy = failure; // no later frame can fare better
      }
    }
    if (first) {
      log.warn("A frame of a stream failed; further failures are logged at debug", failure);
    } else {
      log.debug("A frame of a stream failed", failure);
    }
    tell(listener -> listener.onFailure(live.frame().timestamp(), failure));
    if (failure instanceof ClosedException) {
      close();
    }
  }

  private void tell(Consumer<StreamListener> what) {
    try {
      options.listener().ifPresent(what);
    } catch (RuntimeException e) {
      if (!listenerFailed) {
        log.warn("The listener of a stream failed; further failures are logged at debug", e);
      } else {
        log.debug("The listener of a stream failed", e);
      }
      listenerFailed = true;
    }
  }

  private boolean isClosed() {
    try (Held ignored = hold()) {
      return closed;
    }
  }

  @Override
  public Flow.Publisher<StreamResult> results() {
    return publisher;
  }

  @Override
  public StreamStatistics statistics() {
    try (Held ignored = hold()) {
      return new StreamStatistics(
          submitted,
          processed,
          dropped,
          failed,
          submitted - processed - dropped - failed,
          detectorRuns,
          staleness);
    }
  }

  @Override
  public StreamOptions options() {
    return options;
  }

  @Override
  public void close() {
    try (Held ignored = hold()) {
      closed = true;
      if (waiting != null) {
        drop(waiting);
        waiting = null;
        cut = true;
      }
      spare.clear();
    }
  }

  @Override
  public boolean closeAndDrain(Duration timeout) throws InterruptedException {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a timeout must not be negative, got " + timeout);
    }
    long left = TimeUnit.NANOSECONDS.convert(timeout); // the longest that fits, if it does not
    boolean waits = false;
    try (Held ignored = hold()) {
      draining = true;
      // A listener's own call is what it would wait for.
      waits = worker != Thread.currentThread();
      while (waits && !isIdle() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return isIdle() && !cut;
    } finally {
      if (waits) {
        close();
      }
    }
  }

  private Held hold() {
    lock.lock();
    return held;
  }

  private boolean isIdle() {
    return !busy && waiting == null && copying == 0;
  }

  private void free() {
    try {
      engine.close();
    } catch (RuntimeException e) {
      log.warn("The tracker of a stream could not be closed", e);
    }
    publisher.end(endedBy);
  }
}
