package org.emotion4j.opencv;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Whether a video file ends before its container does: by the lengths that its outermost parts
 * announce. FFmpeg takes such an end for the end of the video.
 */
final class Container {
  private static final int EBML_HEADER = 0x1A45DFA3;
  private static final int MATROSKA_SEGMENT = 0x18538067;
  private static final int GIF_EXTENSION = 0x21;
  private static final int GIF_IMAGE = 0x2C;

  /** More than a day of one-second fragments has; what has more is not gone through. */
  private static final int MOST_PARTS = 1 << 18;

  private Container() {}

  /**
   * Whether it is cut short; false for containers that do not tell, such as MPEG transport streams
   * and recordings that were never finished properly, or not within reasonable time.
   */
  static boolean isCutShort(Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      int magic = in.readInt();
      in.seek(0);
      return switch (magic) {
        case 0x52494646 -> endOfRiff(in) > in.length(); // RIFF
        case EBML_HEADER -> endOfMatroska(in) > in.length();
        case 0x47494638 -> isGifCutShort(in); // GIF8
        default -> isIsoMedia(in) && endOfIsoMedia(in) > in.length();
      };
    } catch (EOFException e) {
      return true;
    } catch (IOException e) {
      return false; // reading the video itself says what is wrong
    }
  }

  /** AVI: chunks of RIFF, of which large files have several (OpenDML AVI extensions, 1996). */
  private static long endOfRiff(RandomAccessFile in) throws IOException {
    long at = 0;
    for (int parts = 0; parts < MOST_PARTS && at + 8 <= in.length(); parts++) {
      in.seek(at);
      if (in.readInt() != 0x52494646) {
        break; // something else was appended
      }
      long size = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      if (size == 0 || size == 0xFFFFFFFFL) {
        return 0; // written to a pipe, where it cannot be known
      }
      at += 8 + size;
    }
    return at;
  }

  /** Matroska and WebM: a header and a segment (RFC 8794, 9559). */
  private static long endOfMatroska(RandomAccessFile in) throws IOException {
    in.seek(4);
    in.seek(variableLength(in) + in.getFilePointer());
    if (in.readInt() != MATROSKA_SEGMENT) {
      return 0;
    }
    long size = variableLength(in);
    return size < 0 ? 0 : in.getFilePointer() + size;
  }

  /** An EBML number; below 0 for "unknown", which is all ones. */
  private static long variableLength(RandomAccessFile in) throws IOException {
    int first = in.readUnsignedByte();
    int more = Integer.numberOfLeadingZeros(first) - 24;
    if (more > 7) {
      return -1;
    }
    long value = first & ((1 << (7 - more)) - 1);
    for (int i = 0; i < more; i++) {
      value = value << 8 | in.readUnsignedByte();
    }
    return value == (1L << 7 * (more + 1)) - 1 ? -1 : value;
  }

  /** GIF: blocks up to a trailer (GIF89a specification, CompuServe 1990). */
  private static boolean isGifCutShort(RandomAccessFile in) throws IOException {
    in.seek(10);
    int flags = in.readUnsignedByte();
    in.seek(13 + colourTable(flags));
    int parts = 0;
    for (int block = in.readUnsignedByte(); ; block = in.readUnsignedByte()) {
      if (block == GIF_EXTENSION) {
        in.skipBytes(1);
      } else if (block == GIF_IMAGE) {
        in.skipBytes(8);
        in.skipBytes(colourTable(in.readUnsignedByte()) + 1);
      } else {
        return false; // the trailer, or what a decoder must complain of
      }
      for (int size = in.readUnsignedByte(); size > 0; size = in.readUnsignedByte()) {
        if (++parts > MOST_PARTS) {
          return false;
        }
        in.seek(in.getFilePointer() + size);
      }
    }
  }

  private static int colourTable(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private static boolean isIsoMedia(RandomAccessFile in) throws IOException {
    in.seek(4);
    return in.readInt() == 0x66747970; // ftyp
  }

  /** MP4 and QuickTime: boxes (ISO/IEC 14496-12, 4.2). */
  private static long endOfIsoMedia(RandomAccessFile in) throws IOException {
    long at = 0;
    for (int parts = 0; parts < MOST_PARTS && at + 8 <= in.length(); parts++) {
      in.seek(at);
      long size = Integer.toUnsignedLong(in.readInt());
      in.skipBytes(4);
      if (size == 1) {
        size = in.readLong();
      }
      if (size < 8) {
        return 0; // 0: up to the end of the file
      }
      at += size;
    }
    return at;
  }
}
