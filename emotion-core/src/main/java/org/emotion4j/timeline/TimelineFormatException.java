package org.emotion4j.timeline;

import org.emotion4j.EmotionException;
import org.jspecify.annotations.Nullable;

/**
 * A file is no timeline that this version wrote: the message names the line, and what was expected
 * and found. Export it again, or undo what another program changed in it.
 */
public final class TimelineFormatException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public TimelineFormatException(String message) {
    super(message);
  }

  public TimelineFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
