package org.emotion4j;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that this library throws for reasons outside the calling code. The message
 * says what to do. Mistakes of the caller stay {@link IllegalArgumentException} and {@link
 * NullPointerException}.
 */
public class EmotionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EmotionException(String message) {
    super(message);
  }

  public EmotionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
