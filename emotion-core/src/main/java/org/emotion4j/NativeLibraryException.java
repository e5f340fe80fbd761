package org.emotion4j;

import org.jspecify.annotations.Nullable;

/**
 * A native library is missing for this platform, does not match, or cannot be unpacked: the message
 * names it and the dependency or directory to change.
 */
public final class NativeLibraryException extends EmotionException {
  private static final long serialVersionUID = 1L;

  public NativeLibraryException(String message) {
    super(message);
  }

  public NativeLibraryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
