package org.emotion4j.internal;

import java.nio.ByteBuffer;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;

/** The brightness of single pixels of a frame, for measures that need few of them. */
final class Luma {
  private final ByteBuffer pixels;
  private final Frame frame;

  Luma(Frame frame) {
    this.frame = frame;
    this.pixels = frame.pixels();
  }

  /** From 0 to 255, by ITU-R BT.601; outside the frame that of the nearest pixel. */
  int at(int x, int y) {
    int column = Math.max(0, Math.min(frame.width() - 1, x));
    int row = Math.max(0, Math.min(frame.height() - 1, y));
    int at = row * frame.stride() + column * frame.format().bytesPerPixel();
    return switch (frame.format()) {
      case GRAY8, NV12, NV21, I420, YUYV -> u8(at);
      case RGB24, RGBA32 -> luma(u8(at), u8(at + 1), u8(at + 2));
      case BGR24, BGRA32 -> luma(u8(at + 2), u8(at + 1), u8(at));
      case ARGB32 -> luma(u8(at + 1), u8(at + 2), u8(at + 3));
      case ABGR32 -> luma(u8(at + 3), u8(at + 2), u8(at + 1));
    };
  }

  /**
   * A part of the frame in {@code cells} x {@code cells} means, row by row; each is the mean of
   * {@code samples} x {@code samples} pixels, however large the part is.
   */
  float[] thumbnail(BoundingBox part, int cells, int samples) {
    float[] means = new float[cells * cells];
    int points = cells * samples;
    for (int j = 0; j < points; j++) {
      int y = (int) Math.floor(part.y() + (j + 0.5) * part.height() / points);
      for (int i = 0; i < points; i++) {
        int x = (int) Math.floor(part.x() + (i + 0.5) * part.width() / points);
        means[j / samples * cells + i / samples] += at(x, y);
      }
    }
    for (int i = 0; i < means.length; i++) {
      means[i] /= samples * samples;
    }
    return means;
  }

  static int luma(int r, int g, int b) {
    return (77 * r + 150 * g + 29 * b) >> 8;
  }

  private int u8(int index) {
    return pixels.get(index) & 0xff;
  }
}
