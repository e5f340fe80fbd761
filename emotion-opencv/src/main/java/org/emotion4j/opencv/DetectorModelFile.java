package org.emotion4j.opencv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emotion4j.ConfigurationException;
import org.emotion4j.config.ConfigKey;

/** The file that {@code emotion.detector.model} names, before OpenCV sees it. */
final class DetectorModelFile {
  /** Many times the largest of the files that belong here. */
  private static final long MAX_BYTES = 64L << 20;

  private DetectorModelFile() {}

  /**
   * @throws ConfigurationException if it cannot be read or is too large
   */
  static void check(Path file) {
    try {
      if (!Files.isReadable(file)) {
        throw new ConfigurationException(named(file) + " cannot be read");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigurationException(
            named(file) + " has more than " + (MAX_BYTES >> 20) + " MB: it is another file");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Its bytes.
   *
   * @throws ConfigurationException as {@link #check}
   */
  static byte[] read(Path file) {
    check(file);
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ConfigurationException unreadable(Path file, IOException cause) {
    return new ConfigurationException(named(file) + " cannot be read: " + cause, cause);
  }

  private static String named(Path file) {
    return ConfigKey.DETECTOR_MODEL.key() + " = " + file;
  }
}
