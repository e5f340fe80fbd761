package org.emotion4j;

import org.jspecify.annotations.Nullable;

/**
 * A configuration key is unknown or its value is not allowed: mend the key at the origin that the
 * message names.
 */
public final class ConfigurationException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
