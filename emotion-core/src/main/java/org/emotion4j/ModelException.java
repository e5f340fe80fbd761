package org.emotion4j;

import org.jspecify.annotations.Nullable;

/**
 * A model folder is missing, damaged, or not what its {@code model.json} says: restore the file
 * that the message names, or correct its description.
 */
public final class ModelException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
