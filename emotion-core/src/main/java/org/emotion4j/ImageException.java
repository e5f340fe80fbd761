package org.emotion4j;

import org.jspecify.annotations.Nullable;

/**
 * Bytes could not be read as a picture, or as one of a kind and size that is accepted: the message
 * says which and what is.
 */
public final class ImageException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
