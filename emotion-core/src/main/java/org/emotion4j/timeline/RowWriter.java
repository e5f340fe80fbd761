package org.emotion4j.timeline;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;

/**
 * Writes rows as they come, for recordings that are to outlive the program or that no memory would
 * hold. Hands them on at once; {@link #flush} brings them to the file. For one thread at a time;
 * closing closes what it writes to.
 */
public interface RowWriter extends Closeable, Flushable {
  /**
   * Appends a row.
   *
   * @throws IllegalArgumentException if its scores are of other labels than the file's
   * @throws IOException if it cannot be written
   */
  void write(TimelineRow row) throws IOException;
}
