package org.emotion4j;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.emotion4j.internal.BufferedImages;
import org.emotion4j.internal.PictureReader;

/**
 * One picture to recognise faces on: pixels, how they lie in memory, how the camera was turned, and
 * when it was taken.
 *
 * <p>A frame is an immutable view. {@link #wrap} copies nothing: the caller keeps the buffer
 * unchanged until the call that uses the frame has returned. A direct buffer is the fastest, since
 * native code reads it in place. Frames hold no native resources of their own and need no closing.
 * Safe for use by several threads.
 */
public final class Frame {
  /**
   * The largest picture that {@link #read(Path)} decodes, in pixels: 64 million, which take about
   * 256 MB, and twice that with 16 bits a channel.
   */
  public static final long DEFAULT_MAX_PIXELS = 64_000_000L;

  private final ByteBuffer pixels;
  private final int width;
  private final int height;
  private final int stride;
  private final PixelFormat format;
  private final int rotation;
  private final Duration timestamp;

  private Frame(
      ByteBuffer pixels,
      int width,
      int height,
      int stride,
      PixelFormat format,
      int rotation,
      Duration timestamp) {
    this.pixels = pixels;
    this.width = width;
    this.height = height;
    this.stride = stride;
    this.format = format;
    this.rotation = rotation;
    this.timestamp = timestamp;
  }

  /**
   * A frame over the caller's bytes, from the buffer's position, without copying.
   *
   * @param pixels direct or heap; its position and limit are left as they are and later changes of
   *     them are not seen
   * @param width in pixels, at least 1; even for {@link PixelFormat#YUYV} and the planar formats
   * @param height in pixels, at least 1; even for the planar formats
   * @param stride bytes from the start of one row to the next in the first plane; {@link
   *     PixelFormat#minStride} when rows are not padded
   * @param format how a pixel lies in memory
   * @throws IllegalArgumentException if the size, stride or number of bytes cannot be: the message
   *     has what was expected and given
   */
  public static Frame wrap(
      ByteBuffer pixels, int width, int height, int stride, PixelFormat format) {
    Objects.requireNonNull(pixels, "pixels");
    Objects.requireNonNull(format, "format");
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a frame needs at least 1x1 pixels, got " + width + "x" + height);
    }
    if (((format.isPlanar() || format == PixelFormat.YUYV) && width % 2 != 0)
        || (format.isPlanar() && height % 2 != 0)) {
      throw new IllegalArgumentException(
          format
              + " shares chroma between neighbours and needs an even size, got "
              + width
              + "x"
              + height);
    }
    if (stride < format.minStride(width) || (format == PixelFormat.I420 && stride % 2 != 0)) {
      throw new IllegalArgumentException(
          "stride "
              + stride
              + " is too small or odd: a row of "
              + width
              + " pixels in "
              + format
              + " takes "
              + format.minStride(width)
              + " bytes");
    }
    long needed = format.minBytes(width, height, stride);
    if (pixels.remaining() < needed) {
      throw new IllegalArgumentException(
          width
              + "x"
              + height
              + " pixels of "
              + format
              + " with stride "
              + stride
              + " take "
              + needed
              + " bytes, the buffer has "
              + pixels.remaining());
    }
    ByteBuffer view = pixels.slice().order(ByteOrder.nativeOrder()).asReadOnlyBuffer();
    return new Frame(view, width, height, stride, format, 0, Duration.ZERO);
  }

  /** As {@link #wrap(ByteBuffer, int, int, int, PixelFormat)} with rows that are not padded. */
  public static Frame wrap(ByteBuffer pixels, int width, int height, PixelFormat format) {
    return wrap(pixels, width, height, format.minStride(Math.max(1, width)), format);
  }

  /**
   * A frame of a picture in any of Java's image types. {@code TYPE_3BYTE_BGR}, {@code
   * TYPE_4BYTE_ABGR} and {@code TYPE_BYTE_GRAY} are wrapped without copying, so the picture must
   * not change while the frame is in use; others are converted. Grey pictures of 16 bits keep their
   * upper 8, CMYK is converted without a profile, alpha is ignored.
   */
  public static Frame of(BufferedImage image) {
    return BufferedImages.toFrame(Objects.requireNonNull(image, "image"));
  }

  /**
   * Reads a picture file: JPEG, PNG, BMP, GIF (its first frame), TIFF, and whatever ImageIO
   * plug-ins the application has. The EXIF orientation is applied, mirrored ones too: the frame
   * stands as a viewer would show it, and so do the boxes found on it.
   *
   * @throws ImageException if the file is no picture, is damaged or cut short, has a colour model
   *     that cannot be read, or has more than {@link #DEFAULT_MAX_PIXELS} pixels
   * @throws IOException if the file cannot be read
   */
  public static Frame read(Path file) throws IOException {
    return read(file, DEFAULT_MAX_PIXELS);
  }

  /**
   * As {@link #read(Path)} with another limit.
   *
   * @param maxPixels the largest width x height that is decoded; a larger picture is refused before
   *     any memory is taken
   */
  public static Frame read(Path file, long maxPixels) throws IOException {
    return BufferedImages.toFrame(PictureReader.read(file, maxPixels));
  }

  /** As {@link #read(Path)} from a stream, which is read to its end and not closed. */
  public static Frame read(InputStream stream) throws IOException {
    return read(stream, DEFAULT_MAX_PIXELS);
  }

  /** As {@link #read(InputStream)} with another limit. */
  public static Frame read(InputStream stream, long maxPixels) throws IOException {
    return BufferedImages.toFrame(PictureReader.read(stream, maxPixels));
  }

  /**
   * The same pixels with a rotation: by how much the picture must be turned clockwise for people to
   * stand upright, as Android's CameraX and MediaPipe state it. Results stay in the coordinates of
   * the pixels as they lie in memory.
   *
   * @param degreesClockwise a multiple of 90
   * @throws IllegalArgumentException for any other angle
   */
  public Frame withRotation(int degreesClockwise) {
    if (degreesClockwise % 90 != 0) {
      throw new IllegalArgumentException(
          "rotation must be a multiple of 90 degrees, got " + degreesClockwise);
    }
    return new Frame(
        pixels, width, height, stride, format, Math.floorMod(degreesClockwise, 360), timestamp);
  }

  /**
   * The same pixels with a timestamp, which the result carries.
   *
   * @param timestamp since any fixed origin, such as the start of the video; not negative
   */
  public Frame withTimestamp(Duration timestamp) {
    if (timestamp.isNegative()) {
      throw new IllegalArgumentException("a timestamp must not be negative, got " + timestamp);
    }
    return new Frame(pixels, width, height, stride, format, rotation, timestamp);
  }

  /**
   * The bytes, from position 0 to at least {@link PixelFormat#minBytes}: a new read-only view at
   * each call, direct if the caller's buffer is, in native byte order.
   */
  public ByteBuffer pixels() {
    return pixels.duplicate().order(ByteOrder.nativeOrder());
  }

  /** Width in pixels, as the bytes lie. */
  public int width() {
    return width;
  }

  /** Height in pixels, as the bytes lie. */
  public int height() {
    return height;
  }

  /** Bytes from one row of the first plane to the next. */
  public int stride() {
    return stride;
  }

  public PixelFormat format() {
    return format;
  }

  /** Clockwise degrees that set the picture upright: 0, 90, 180 or 270. */
  public int rotation() {
    return rotation;
  }

  /** Time since the origin that the caller chose; zero unless set. */
  public Duration timestamp() {
    return timestamp;
  }

  /**
   * A copy as a picture that can be shown or drawn on, as the bytes lie (the rotation is not
   * applied).
   */
  public BufferedImage toBufferedImage() {
    return BufferedImages.fromFrame(this);
  }

  /** Size, format and rotation; nothing of the picture. */
  @Override
  public String toString() {
    return "Frame["
        + width
        + "x"
        + height
        + " "
        + format
        + ", rotation "
        + rotation
        + ", at "
        + timestamp
        + "]";
  }
}
