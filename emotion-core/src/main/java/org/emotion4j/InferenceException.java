package org.emotion4j;

import org.jspecify.annotations.Nullable;

/**
 * A detector, aligner or model failed on this frame or returned what its contract forbids. The
 * recognizer stays usable; the cause and the message name the part.
 */
public final class InferenceException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public InferenceException(String message) {
    super(message);
  }

  public InferenceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
