package org.emotion4j;

import org.jspecify.annotations.Nullable;

/**
 * The recognizer, model or detector was closed before this call: create a new one, and close it
 * only when all its users are done.
 */
public final class ClosedException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public ClosedException(String message) {
    super(message);
  }

  public ClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
