package org.emotion4j.spi;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.emotion4j.ClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Lends resources that only one thread may use at a time, such as a native network: made on demand
 * up to a limit, then callers wait. It owns what it makes. Safe for use by several threads.
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
      giveBack(resource);
    }
  }

  private T borrow() {
    synchronized (this) {
      boolean interrupted = false;
      try {
        while (!closed && idle.isEmpty() && made == limit) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true; // the wait is short; the caller sees the flag afterwards
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      if (closed) {
        throw new ClosedException(name + " is closed: create a new one");
      }
      if (!idle.isEmpty()) {
        return idle.pop();
      }
      made++;
    }
    try {
      return maker.get(); // outside the lock, since it may take long
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        made--;
        notifyAll();
      }
      throw e;
    }
  }

  private synchronized void giveBack(T resource) {
    idle.push(resource);
    notifyAll();
  }

  /** Waits until nothing is lent, then frees everything; further calls do nothing. */
  @Override
  public void close() {
    boolean interrupted = false;
    synchronized (this) {
      closed = true;
      notifyAll();
      while (idle.size() < made) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true; // freeing what is in use would crash the process
        }
      }
      try {
        free();
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Frees all, even if freeing one fails; then throws what the first one threw. */
  private void free() {
    @Nullable RuntimeException first = null;
    while (!idle.isEmpty()) {
      T resource = idle.pop();
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
