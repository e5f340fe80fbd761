package org.emotion4j.spi;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.emotion4j.ClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Lends resources that only one thread may use at a time, such as a native network: made on demand
 * up to a limit, then callers wait and are served in the order in which they came. It owns what it
 * makes. Safe for use by several threads.
 *
 * @param <T> the resource
 */
public final class ResourcePool<T> implements AutoCloseable {
  private final String name;
  private final int limit;
  private final Supplier<T> maker;
  private final Consumer<T> closer;
  // The most recently used one first: its memory is the warmest.
  private final ArrayDeque<T> idle = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Condition> waiting = new ArrayDeque<>();
  private final Condition returned = lock.newCondition();
  private int made;
  private boolean closed;

  /**
   * @param name what is closed, for the message of {@link ClosedException}
   * @param limit how many exist at most; at least 1
   * @param maker makes one; may throw, which the caller of {@link #use} then sees
   * @param closer frees one
   */
  public ResourcePool(String name, int limit, Supplier<T> maker, Consumer<T> closer) {
    if (limit < 1) {
      throw new IllegalArgumentException("a pool needs a limit of at least 1, got " + limit);
    }
    this.name = name;
    this.limit = limit;
    this.maker = maker;
    this.closer = closer;
  }

  /**
   * Runs the task with a resource of its own. Waits, uninterruptibly, while all are in use.
   *
   * @throws ClosedException if the pool is closed before the task begins
   */
  public <R> R use(Function<T, R> task) {
    T resource = borrow();
    try {
      return task.apply(resource);
    } finally {
      change(() -> idle.addFirst(resource));
    }
  }

  private T borrow() {
    lock.lock();
    try {
      if (!closed && !(isAvailable() && waiting.isEmpty())) {
        awaitTurn();
      }
      if (closed) {
        throw new ClosedException(name + " is closed: create a new one");
      }
      T resource = idle.pollFirst();
      if (resource != null) {
        callNext();
        return resource;
      }
      made++;
      callNext();
    } finally {
      lock.unlock();
    }
    boolean failed = true;
    try {
      T resource = maker.get(); // outside the lock, since it may take long
      failed = false;
      return resource;
    } finally {
      if (failed) {
        change(() -> made--);
      }
    }
  }

  /** Waits until the callers that came before have theirs; the wait is short. */
  private void awaitTurn() {
    Condition turn = lock.newCondition();
    waiting.addLast(turn);
    while (!closed && (waiting.peekFirst() != turn || !isAvailable())) {
      turn.awaitUninterruptibly(); // the caller sees an interrupt's flag afterwards
    }
    waiting.remove(turn);
  }

  private boolean isAvailable() {
    return !idle.isEmpty() || made < limit;
  }

  /** Wakes the one who has waited longest, if there is something for it. */
  private void callNext() {
    Condition next = waiting.peekFirst();
    if (next != null && isAvailable()) {
      next.signal();
    }
  }

  /** Makes a resource available again. */
  private void change(Runnable how) {
    lock.lock();
    try {
      how.run();
      callNext();
      if (closed) {
        returned.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is lent, then frees everything; further calls do nothing. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(Condition::signal);
      while (idle.size() < made) {
        returned.awaitUninterruptibly(); // freeing what is in use would crash the process
      }
      free();
    } finally {
      lock.unlock();
    }
  }

  /** Frees all, even if freeing one fails; then throws what the first one threw. */
  private void free() {
    @Nullable RuntimeException first = null;
    while (!idle.isEmpty()) {
      T resource = idle.removeFirst();
      made--;
      try {
        closer.accept(resource);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
