package org.emotion4j.opencv;

import org.emotion4j.EmotionException;
import org.jspecify.annotations.Nullable;

/**
 * A live stream broke off and could not be opened again. The pictures before were whole; open it
 * anew when its source is back.
 */
public final class StreamLostException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public StreamLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
