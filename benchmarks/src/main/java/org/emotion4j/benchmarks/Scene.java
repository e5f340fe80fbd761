package org.emotion4j.benchmarks;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;
import org.emotion4j.testkit.Pictures;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The pictures that all benchmarks share: the astronaut's face, pasted several times over a
 * background without one, at a camera's size. Read-only after it is drawn.
 */
@State(Scope.Benchmark)
public class Scene {
  /** Detectors differ in how sure they are of sixteen small copies; what they cost does not. */
  static final double MIN_CONFIDENCE = 0.45;

  @Param({"640x480", "1920x1080"})
  private String size = "640x480";

  @Param({"0", "1", "4", "16"})
  private int faces = 1;

  @SuppressWarnings("NullAway.Init") // drawn in draw()
  private BufferedImage picture;

  @SuppressWarnings("NullAway.Init")
  private Frame frame;

  /** For JMH. */
  public Scene() {}

  /** A scene outside of JMH. */
  static Scene of(int width, int height, int faces) {
    Scene scene = new Scene();
    scene.size = width + "x" + height;
    scene.faces = faces;
    scene.draw();
    return scene;
  }

  @Setup
  public void draw() {
    int x = size.indexOf('x');
    int width = Integer.parseInt(size.substring(0, x));
    int height = Integer.parseInt(size.substring(x + 1));
    picture = picture(width, height, faces);
    frame = Pictures.frame(picture, PixelFormat.BGR24, 0);
  }

  /** A face is half the picture's height at most, and fills its cell where there are many. */
  private static BufferedImage picture(int width, int height, int faces) {
    BufferedImage image = Pictures.noFace(width, height);
    if (faces == 0) {
      return image;
    }
    int columns = faces <= 1 ? 1 : faces <= 4 ? 2 : 6;
    int rows = (faces + columns - 1) / columns;
    int cellWidth = width / columns;
    int cellHeight = height / rows;
    int side = Math.min(height / 2, Math.min(cellWidth, cellHeight));
    // The smaller the copies, the closer the cut around the face, whose box is 96 pixels wide.
    int margin = columns > 2 ? 0 : 20;
    BufferedImage face =
        Pictures.part(
            Pictures.astronaut(), 177 - margin, 77 - margin, 96 + 2 * margin, 96 + 2 * margin);
    BufferedImage copy = Pictures.scaled(face, side, side);
    Graphics2D g = image.createGraphics();
    for (int i = 0; i < faces; i++) {
      g.drawImage(
          copy,
          i % columns * cellWidth + (cellWidth - side) / 2,
          i / columns * cellHeight + (cellHeight - side) / 2,
          null);
    }
    g.dispose();
    return image;
  }

  /** {@code TYPE_3BYTE_BGR}. */
  BufferedImage picture() {
    return picture;
  }

  /** The picture as a capture library hands it over: 24 bits a pixel in a direct buffer. */
  Frame frame() {
    return frame;
  }

  /**
   * Checks that the picture shows what its name says, so that no benchmark measures another.
   *
   * @throws IllegalStateException if another number of faces was found
   */
  void requireAll(int found) {
    if (found != faces) {
      throw new IllegalStateException(
          "a picture of " + size + " was made with " + faces + " faces, " + found + " were found");
    }
  }

  /** The picture in a file format that ImageIO knows. */
  byte[] encoded(String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, format, out)) {
        throw new IllegalStateException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
