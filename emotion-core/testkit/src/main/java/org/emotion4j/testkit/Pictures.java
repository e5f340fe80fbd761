package org.emotion4j.testkit;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.imageio.ImageIO;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;
import org.emotion4j.Point;

/**
 * Pictures for tests. All faces come from one photograph, NASA's portrait of the astronaut Eileen
 * Collins (public domain), 512 x 512 pixels; everything else is made of it in code.
 */
public final class Pictures {
  /**
   * Where the astronaut's face is in {@link #astronaut()}, from the brows to the chin; give or take
   * a few pixels.
   */
  public static final BoundingBox ASTRONAUT_FACE = new BoundingBox(177, 77, 96, 96);

  /** The astronaut's right eye in {@link #astronaut()}; it is on the left of the picture. */
  public static final Point ASTRONAUT_RIGHT_EYE = new Point(203, 101);

  /** The astronaut's left eye in {@link #astronaut()}. */
  public static final Point ASTRONAUT_LEFT_EYE = new Point(247, 101);

  private Pictures() {}

  /** The portrait: one smiling face. A new copy at each call, {@code TYPE_3BYTE_BGR}. */
  public static BufferedImage astronaut() {
    try (InputStream stream = Pictures.class.getResourceAsStream("astronaut.png")) {
      if (stream == null) {
        throw new IllegalStateException("astronaut.png is not beside " + Pictures.class);
      }
      return bgr(ImageIO.read(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The head and shoulders of the portrait, 190 x 190 pixels with the face in the middle. */
  public static BufferedImage head() {
    return part(astronaut(), 130, 35, 190, 190);
  }

  /** Even light, some coloured shapes and a little seeded noise; no face. */
  public static BufferedImage noFace(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int v = 110 + 60 * y / Math.max(1, height) + random.nextInt(12);
        image.setRGB(x, y, v << 16 | v << 8 | (v - 20));
      }
    }
    Graphics2D g = image.createGraphics();
    g.setColor(new Color(180, 60, 40));
    g.fillRect(width / 8, height / 2, width / 4, height / 3);
    g.setColor(new Color(40, 90, 160));
    g.fillRect(width / 2, height / 8, width / 3, height / 8);
    g.dispose();
    return image;
  }

  /** A grid of heads, each scaled to {@code cell} pixels; {@code columns * rows} faces. */
  public static BufferedImage grid(int columns, int rows, int cell) {
    BufferedImage image =
        new BufferedImage(columns * cell, rows * cell, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage head = scaled(head(), cell, cell);
    Graphics2D g = image.createGraphics();
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        g.drawImage(head, x * cell, y * cell, null);
      }
    }
    g.dispose();
    return image;
  }

  /** A picture without a face with another drawn into it at a place and size. */
  public static BufferedImage placed(
      BufferedImage image, int x, int y, int size, int width, int height) {
    BufferedImage canvas = noFace(width, height);
    Graphics2D g = canvas.createGraphics();
    g.drawImage(scaled(image, size, size), x, y, null);
    g.dispose();
    return canvas;
  }

  /** A rectangle of a picture, as a copy. */
  public static BufferedImage part(BufferedImage image, int x, int y, int width, int height) {
    return bgr(image.getSubimage(x, y, width, height));
  }

  /** Another size; large reductions are averaged, not sampled. */
  public static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage current = bgr(image);
    while (current.getWidth() > 2 * width && current.getHeight() > 2 * height) {
      current = resized(current, current.getWidth() / 2, current.getHeight() / 2);
    }
    return resized(current, width, height);
  }

  private static BufferedImage resized(BufferedImage image, int width, int height) {
    return drawn(
        image,
        width,
        height,
        AffineTransform.getScaleInstance(
            (double) width / image.getWidth(), (double) height / image.getHeight()));
  }

  /** Turned clockwise by a multiple of 90 degrees, exactly. */
  public static BufferedImage turned(BufferedImage image, int degreesClockwise) {
    BufferedImage result = bgr(image);
    for (int i = 0; i < Math.floorMod(degreesClockwise, 360) / 90; i++) {
      BufferedImage next =
          new BufferedImage(result.getHeight(), result.getWidth(), BufferedImage.TYPE_3BYTE_BGR);
      for (int y = 0; y < result.getHeight(); y++) {
        for (int x = 0; x < result.getWidth(); x++) {
          next.setRGB(result.getHeight() - 1 - y, x, result.getRGB(x, y));
        }
      }
      result = next;
    }
    return result;
  }

  /** Turned clockwise about its centre by any angle, same size, corners filled with grey. */
  public static BufferedImage tilted(BufferedImage image, double degreesClockwise) {
    return drawn(
        image,
        image.getWidth(),
        image.getHeight(),
        AffineTransform.getRotateInstance(
            Math.toRadians(degreesClockwise), image.getWidth() / 2.0, image.getHeight() / 2.0));
  }

  private static BufferedImage drawn(
      BufferedImage image, int width, int height, AffineTransform how) {
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = result.createGraphics();
    g.setColor(Color.GRAY);
    g.fillRect(0, 0, width, height);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(image, how, null);
    g.dispose();
    return result;
  }

  private static BufferedImage bgr(BufferedImage image) {
    BufferedImage copy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = copy.createGraphics();
    g.drawImage(image, 0, 0, null);
    g.dispose();
    return copy;
  }

  /** A frame in a format, in a direct buffer whose rows are padded by some bytes of noise. */
  public static Frame frame(BufferedImage image, PixelFormat format, int padding) {
    int width = image.getWidth();
    int height = image.getHeight();
    int stride = format.minStride(width) + padding;
    ByteBuffer out = ByteBuffer.allocateDirect((int) format.minBytes(width, height, stride));
    byte[] noise = new byte[out.capacity()];
    new Random(3).nextBytes(noise);
    out.put(noise).clear();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        put(out, format, height, stride, x, y, image.getRGB(x, y));
      }
    }
    return Frame.wrap(out, width, height, stride, format);
  }

  private static void put(
      ByteBuffer out, PixelFormat format, int height, int stride, int x, int y, int rgb) {
    int r = rgb >> 16 & 0xff;
    int g = rgb >> 8 & 0xff;
    int b = rgb & 0xff;
    int at = y * stride + x * format.bytesPerPixel();
    // BT.601, limited range, as cameras give it
    int luma = (int) Math.rint(16 + 0.256788 * r + 0.504129 * g + 0.097906 * b);
    int u = (int) Math.rint(128 - 0.148223 * r - 0.290993 * g + 0.439216 * b);
    int v = (int) Math.rint(128 + 0.439216 * r - 0.367788 * g - 0.071427 * b);
    int chroma = height * stride + y / 2 * stride + (x & ~1);
    switch (format) {
      case GRAY8 -> bytes(out, at, (int) Math.rint(0.299 * r + 0.587 * g + 0.114 * b));
      case RGB24 -> bytes(out, at, r, g, b);
      case BGR24 -> bytes(out, at, b, g, r);
      case RGBA32 -> bytes(out, at, r, g, b, 255);
      case BGRA32 -> bytes(out, at, b, g, r, 255);
      case ARGB32 -> bytes(out, at, 255, r, g, b);
      case ABGR32 -> bytes(out, at, 255, b, g, r);
      case NV12 -> {
        bytes(out, at, luma);
        bytes(out, chroma, u, v);
      }
      case NV21 -> {
        bytes(out, at, luma);
        bytes(out, chroma, v, u);
      }
      case I420 -> {
        int planeU = height * stride + y / 2 * (stride / 2) + x / 2;
        bytes(out, at, luma);
        bytes(out, planeU, u);
        bytes(out, planeU + height / 2 * (stride / 2), v);
      }
      case YUYV -> {
        int pair = y * stride + (x & ~1) * 2;
        bytes(out, pair + (x % 2 == 0 ? 0 : 2), luma);
        bytes(out, pair + (x % 2 == 0 ? 1 : 3), x % 2 == 0 ? u : v);
      }
    }
  }

  private static void bytes(ByteBuffer out, int at, int... values) {
    for (int i = 0; i < values.length; i++) {
      out.put(at + i, (byte) values[i]);
    }
  }

  /**
   * The picture as a camera that was turned would give it: the frame says by how much to turn it
   * back.
   */
  public static Frame rotatedFrame(BufferedImage upright, int rotation) {
    return Frame.of(turned(upright, -rotation)).withRotation(rotation);
  }

  /** A box in a rotated frame's pixels, in the pixels of the upright picture. */
  public static BoundingBox toUpright(BoundingBox box, Frame frame) {
    int w = frame.width();
    int h = frame.height();
    return switch (frame.rotation()) {
      case 90 -> new BoundingBox(h - box.y() - box.height(), box.x(), box.height(), box.width());
      case 180 ->
          new BoundingBox(
              w - box.x() - box.width(), h - box.y() - box.height(), box.width(), box.height());
      case 270 -> new BoundingBox(box.y(), w - box.x() - box.width(), box.height(), box.width());
      default -> box;
    };
  }

  /** A point of an upright picture in the pixels of a frame of it that is rotated. */
  public static Point toSource(Point upright, Frame frame) {
    int w = frame.width();
    int h = frame.height();
    return switch (frame.rotation()) {
      case 90 -> new Point(upright.y(), h - upright.x());
      case 180 -> new Point(w - upright.x(), h - upright.y());
      case 270 -> new Point(w - upright.y(), upright.x());
      default -> upright;
    };
  }
}
