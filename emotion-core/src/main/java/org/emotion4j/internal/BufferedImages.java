package org.emotion4j.internal;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;

/** Java's pictures as frames and back. */
public final class BufferedImages {
  private BufferedImages() {}

  /** Wraps what can be wrapped and converts the rest; see {@link Frame#of(BufferedImage)}. */
  public static Frame toFrame(BufferedImage image) {
    return switch (image.getType()) {
      case BufferedImage.TYPE_3BYTE_BGR -> bytes(image, PixelFormat.BGR24);
      case BufferedImage.TYPE_4BYTE_ABGR -> bytes(image, PixelFormat.ABGR32);
      case BufferedImage.TYPE_BYTE_GRAY -> bytes(image, PixelFormat.GRAY8);
      case BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB ->
          ints(image, PixelFormat.BGRA32);
      case BufferedImage.TYPE_INT_BGR -> ints(image, PixelFormat.RGBA32);
      default ->
          switch (image.getColorModel().getColorSpace().getType()) {
            // Java's grey colour space is linear: drawing such a picture into an sRGB one would
            // brighten it,
            case ColorSpace.TYPE_GRAY -> gray(image);
            // and so is the JDK's CMYK.
            case ColorSpace.TYPE_CMYK -> cmyk(image);
            default -> bytes(redrawn(image), PixelFormat.BGR24);
          };
    };
  }

  /**
   * Where the top left pixel lies in the data, for a picture that may be a part of a larger one.
   */
  private static int origin(Raster raster, int stride, int pixelSize) {
    return -raster.getSampleModelTranslateY() * stride
        - raster.getSampleModelTranslateX() * pixelSize
        + raster.getDataBuffer().getOffset();
  }

  private static Frame bytes(BufferedImage image, PixelFormat format) {
    Raster raster = image.getRaster();
    ComponentSampleModel model = (ComponentSampleModel) raster.getSampleModel();
    byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
    int stride = model.getScanlineStride();
    int start = origin(raster, stride, model.getPixelStride());
    return Frame.wrap(
        ByteBuffer.wrap(data, start, data.length - start),
        image.getWidth(),
        image.getHeight(),
        stride,
        format);
  }

  private static Frame ints(BufferedImage image, PixelFormat littleEndian) {
    Raster raster = image.getRaster();
    int stride = ((SinglePixelPackedSampleModel) raster.getSampleModel()).getScanlineStride();
    int[] data = ((DataBufferInt) raster.getDataBuffer()).getData();
    int start = origin(raster, stride, 1);
    int count = (image.getHeight() - 1) * stride + image.getWidth();
    ByteBuffer copy =
        ByteBuffer.allocate(Math.multiplyExact(count, 4)).order(ByteOrder.LITTLE_ENDIAN);
    copy.asIntBuffer().put(data, start, count);
    return Frame.wrap(copy, image.getWidth(), image.getHeight(), stride * 4, littleEndian);
  }

  private static Frame gray(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int bits = raster.getSampleModel().getSampleSize(0);
    int max = (1 << bits) - 1;
    byte[] gray = new byte[Math.multiplyExact(width, image.getHeight())];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        gray[y * width + x] = (byte) (bits == 8 ? row[x] : (int) (row[x] * 255L / max));
      }
    }
    return Frame.wrap(ByteBuffer.wrap(gray), width, image.getHeight(), PixelFormat.GRAY8);
  }

  /** Inks without a profile: each subtracts its share of the light. */
  private static Frame cmyk(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, image.getHeight()))];
    int[] row = new int[4 * width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < 3 * width; i++) {
        int pixel = i / 3 * 4;
        rgb[y * 3 * width + i] = (byte) ((255 - row[pixel + i % 3]) * (255 - row[pixel + 3]) / 255);
      }
    }
    return Frame.wrap(ByteBuffer.wrap(rgb), width, image.getHeight(), PixelFormat.RGB24);
  }

  private static BufferedImage redrawn(BufferedImage image) {
    BufferedImage copy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage source = image;
    if (image.getColorModel().hasAlpha()) {
      // Alpha is ignored everywhere: a transparent pixel keeps its colour.
      source = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
      int[] row = new int[image.getWidth()];
      for (int y = 0; y < image.getHeight(); y++) {
        image.getRGB(0, y, row.length, 1, row, 0, row.length);
        source.setRGB(0, y, row.length, 1, row, 0, row.length);
      }
    }
    Graphics2D graphics = copy.createGraphics();
    graphics.drawImage(source, 0, 0, null);
    graphics.dispose();
    return copy;
  }

  /** A copy of any frame: grey stays grey, all else becomes {@code TYPE_3BYTE_BGR}. */
  public static BufferedImage fromFrame(Frame frame) {
    int width = frame.width();
    int height = frame.height();
    ByteBuffer in = frame.pixels();
    boolean gray = frame.format() == PixelFormat.GRAY8;
    BufferedImage image =
        new BufferedImage(
            width, height, gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    byte[] out = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    if (gray) {
      for (int y = 0; y < height; y++) {
        in.get(y * frame.stride(), out, y * width, width);
      }
      return image;
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = rgb(frame, in, x, y);
        int at = (y * width + x) * 3;
        out[at] = (byte) rgb;
        out[at + 1] = (byte) (rgb >> 8);
        out[at + 2] = (byte) (rgb >> 16);
      }
    }
    return image;
  }

  private static int rgb(Frame frame, ByteBuffer in, int x, int y) {
    int stride = frame.stride();
    int at = y * stride + x * frame.format().bytesPerPixel();
    int chroma = frame.height() * stride + (y / 2) * stride + (x & ~1);
    return switch (frame.format()) {
      case GRAY8 -> pack(u8(in, at), u8(in, at), u8(in, at));
      case RGB24, RGBA32 -> pack(u8(in, at), u8(in, at + 1), u8(in, at + 2));
      case BGR24, BGRA32 -> pack(u8(in, at + 2), u8(in, at + 1), u8(in, at));
      case ARGB32 -> pack(u8(in, at + 1), u8(in, at + 2), u8(in, at + 3));
      case ABGR32 -> pack(u8(in, at + 3), u8(in, at + 2), u8(in, at + 1));
      case NV12 -> bt601(u8(in, at), u8(in, chroma), u8(in, chroma + 1));
      case NV21 -> bt601(u8(in, at), u8(in, chroma + 1), u8(in, chroma));
      case I420 -> {
        int u = frame.height() * stride + (y / 2) * (stride / 2) + x / 2;
        yield bt601(u8(in, at), u8(in, u), u8(in, u + (frame.height() / 2) * (stride / 2)));
      }
      case YUYV -> {
        int pair = y * stride + (x & ~1) * 2;
        yield bt601(u8(in, at), u8(in, pair + 1), u8(in, pair + 3));
      }
    };
  }

  private static int u8(ByteBuffer in, int index) {
    return in.get(index) & 0xff;
  }

  private static int pack(int r, int g, int b) {
    return r << 16 | g << 8 | b;
  }

  /** ITU-R BT.601, limited range, to sRGB. */
  private static int bt601(int y, int u, int v) {
    double l = 1.164383 * (y - 16);
    return pack(
        clamp(l + 1.596027 * (v - 128)),
        clamp(l - 0.391762 * (u - 128) - 0.812968 * (v - 128)),
        clamp(l + 2.017232 * (u - 128)));
  }

  private static int clamp(double value) {
    return (int) Math.max(0, Math.min(255, Math.rint(value)));
  }
}
