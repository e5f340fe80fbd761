package org.emotion4j.spi;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** For parts that load native libraries. */
public final class NativeLoading {
  private NativeLoading() {}

  /**
   * Runs a step that unpacks or loads libraries with the thread's interrupted flag set aside, and
   * sets it again afterwards: libraries are unpacked under a lock on a file, which an interrupted
   * thread cannot have, and a part that an interrupt left half loaded cannot be loaded again. An
   * interrupt that comes meanwhile stays.
   *
   * @return what the step returns
   */
  public static <T extends @Nullable Object> T uninterrupted(Supplier<T> step) {
    boolean interrupted = Thread.interrupted();
    try {
      return step.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
