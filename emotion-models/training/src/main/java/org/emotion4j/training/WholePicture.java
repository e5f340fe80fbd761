package org.emotion4j.training;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmarks;
import org.emotion4j.PixelFormat;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceDetector;

/**
 * For pictures that are face crops already: the face is the whole picture, and its crop the picture
 * brought to the model's size.
 */
final class WholePicture implements FaceDetector, FaceAligner {
  @Override
  public List<Detection> detect(Frame frame) {
    BoundingBox all = new BoundingBox(0, 0, frame.width(), frame.height());
    return List.of(new Detection(all, 1, Landmarks.none()));
  }

  @Override
  public List<FaceCrop> align(Frame frame, List<Detection> faces, ModelInput input) {
    int width = input.width();
    int height = input.height();
    int channels = input.channels().count();
    if (channels == 1
        && frame.format() == PixelFormat.GRAY8
        && frame.width() == width
        && frame.height() == height
        && frame.stride() == width) {
      byte[] pixels = new byte[width * height];
      ByteBuffer bytes = frame.pixels();
      bytes.get(bytes.position(), pixels);
      return List.of(new FaceCrop(width, height, 1, pixels));
    }
    BufferedImage picture = scaled(frame.toBufferedImage(), width, height);
    byte[] pixels = new byte[width * height * channels];
    for (int i = 0; i < width * height; i++) {
      int rgb = picture.getRGB(i % width, i / width);
      int red = rgb >> 16 & 0xff;
      int green = rgb >> 8 & 0xff;
      int blue = rgb & 0xff;
      if (channels == 1) {
        pixels[i] = (byte) Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
      } else {
        pixels[3 * i] = (byte) red;
        pixels[3 * i + 1] = (byte) green;
        pixels[3 * i + 2] = (byte) blue;
      }
    }
    return List.of(new FaceCrop(width, height, channels, pixels));
  }

  /** Bilinear, by halves first: one step from a large picture would skip most of its pixels. */
  private static BufferedImage scaled(BufferedImage picture, int width, int height) {
    BufferedImage current = picture;
    do {
      int nextWidth = Math.max(width, current.getWidth() / 2);
      int nextHeight = Math.max(height, current.getHeight() / 2);
      nextWidth = current.getWidth() < width ? width : nextWidth;
      nextHeight = current.getHeight() < height ? height : nextHeight;
      BufferedImage next = new BufferedImage(nextWidth, nextHeight, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = next.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(current, 0, 0, nextWidth, nextHeight, null);
      graphics.dispose();
      current = next;
    } while (current.getWidth() != width || current.getHeight() != height);
    return current;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
