package org.emotion4j;

import org.jspecify.annotations.Nullable;

/**
 * A detector, aligner, model or back end was named that is not on the class path, or none is: add
 * the jar that the message names, or choose one of those it lists.
 */
public final class PluginException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public PluginException(String message) {
    super(message);
  }

  public PluginException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
