package org.emotion4j.timeline;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a report says beyond the rows. Immutable.
 *
 * @param title the heading, such as the video's name; shown as it is, whatever characters it has
 * @param thumbnails a picture a person, by track, as the bytes of a PNG or JPEG file of at most
 *     {@value #MAX_THUMBNAIL_BYTES} bytes; none unless the application gives some
 */
public record ReportOptions(String title, Map<Integer, byte[]> thumbnails) {
  /** The largest thumbnail, in bytes: a report is a page, not an album. */
  public static final int MAX_THUMBNAIL_BYTES = 200_000;

  /**
   * @throws IllegalArgumentException if a thumbnail is too large, or neither PNG nor JPEG
   */
  public ReportOptions {
    Objects.requireNonNull(title, "title");
    Map<Integer, byte[]> copies = new TreeMap<>();
    thumbnails.forEach(
        (track, bytes) -> {
          if (bytes.length > MAX_THUMBNAIL_BYTES) {
            throw new IllegalArgumentException(
                "the thumbnail of person "
                    + track
                    + " has "
                    + bytes.length
                    + " bytes, at most "
                    + MAX_THUMBNAIL_BYTES
                    + " go into a report");
          }
          mediaType(bytes);
          copies.put(track, bytes.clone());
        });
    thumbnails = Collections.unmodifiableMap(copies);
  }

  /** A title and no thumbnails. */
  public static ReportOptions titled(String title) {
    return new ReportOptions(title, Map.of());
  }

  /**
   * The same with a picture of a person.
   *
   * @throws IllegalArgumentException if it is too large, or neither PNG nor JPEG
   */
  public ReportOptions withThumbnail(int track, byte[] picture) {
    Map<Integer, byte[]> more = new TreeMap<>(thumbnails);
    more.put(track, picture);
    return new ReportOptions(title, more);
  }

  static String mediaType(byte[] picture) {
    if (picture.length > 3 && picture[0] == (byte) 0xff && picture[1] == (byte) 0xd8) {
      return "image/jpeg";
    }
    if (picture.length > 3 && picture[0] == (byte) 0x89 && picture[1] == 'P') {
      return "image/png";
    }
    throw new IllegalArgumentException("a thumbnail must be a PNG or JPEG file");
  }
}
