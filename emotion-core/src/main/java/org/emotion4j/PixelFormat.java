package org.emotion4j;

/**
 * How the bytes of a {@link Frame} are laid out. Packed formats are named by the order of their
 * bytes in memory; all channels are 8 bits, colours are sRGB, and alpha is ignored. The planar and
 * semi-planar formats are those of cameras: BT.601 limited range, chroma at half the width and
 * height, so that both must be even.
 */
public enum PixelFormat {
  /** One byte a pixel, luma. */
  GRAY8(1),
  /** Three bytes a pixel: red, green, blue. */
  RGB24(3),
  /**
   * Three bytes a pixel: blue, green, red, as OpenCV and {@code BufferedImage.TYPE_3BYTE_BGR} have
   * it.
   */
  BGR24(3),
  /** Four bytes a pixel: red, green, blue, alpha, as HTML canvases and Android bitmaps have it. */
  RGBA32(4),
  /**
   * Four bytes a pixel: blue, green, red, alpha, as a little-endian {@code int} of 0xAARRGGBB lies
   * in memory.
   */
  BGRA32(4),
  /** Four bytes a pixel: alpha, red, green, blue. */
  ARGB32(4),
  /**
   * Four bytes a pixel: alpha, blue, green, red, as {@code BufferedImage.TYPE_4BYTE_ABGR} has it.
   */
  ABGR32(4),
  /** A luma plane, then interleaved U and V at half size; rows of both have the same stride. */
  NV12(1),
  /**
   * A luma plane, then interleaved V and U at half size (Android's camera); rows of both have the
   * same stride.
   */
  NV21(1),
  /** A luma plane, then a U plane, then a V plane at half size, whose rows have half the stride. */
  I420(1),
  /** Two bytes a pixel, Y0 U Y1 V for each pair (V4L webcams); the width must be even. */
  YUYV(2);

  private final int bytesPerPixel;

  PixelFormat(int bytesPerPixel) {
    this.bytesPerPixel = bytesPerPixel;
  }

  /** Bytes from one pixel to the next in a row of the first plane. */
  public int bytesPerPixel() {
    return bytesPerPixel;
  }

  /** Whether chroma planes at half size follow the luma plane. */
  public boolean isPlanar() {
    return this == NV12 || this == NV21 || this == I420;
  }

  /** The fewest bytes that a row of {@code width} pixels takes in the first plane. */
  public int minStride(int width) {
    return Math.multiplyExact(width, bytesPerPixel);
  }

  /**
   * The fewest bytes that hold such a picture; the last row needs no padding.
   *
   * @param stride bytes from one row of the first plane to the next
   */
  public long minBytes(int width, int height, int stride) {
    long rows = isPlanar() ? height + height / 2L : height;
    long lastRow = this == I420 ? width / 2L : minStride(width);
    return this == I420
        ? (long) stride * height + (stride / 2L) * (height - 1L) + lastRow
        : stride * (rows - 1) + lastRow;
  }
}
