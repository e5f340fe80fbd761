package org.emotion4j.training;

/** A data file is not as it should be. The message names the file and the line: mend it there. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataException(String message) {
    super(message);
  }

  DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
