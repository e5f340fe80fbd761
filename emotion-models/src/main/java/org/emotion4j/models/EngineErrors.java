package org.emotion4j.models;

/** Engines' messages, which carry whole C++ stack traces, in a line. */
final class EngineErrors {
  private static final int MAX_LENGTH = 300;

  private EngineErrors() {}

  /** The first line of a failure's message, shortened; the whole stays in the exception itself. */
  static String summary(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getName();
    }
    String line = message.strip().lines().findFirst().orElse("").strip();
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 3) + "...";
  }
}
