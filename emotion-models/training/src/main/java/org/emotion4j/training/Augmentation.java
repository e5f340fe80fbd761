package org.emotion4j.training;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.emotion4j.opencv.OpenCv;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Random but repeatable changes of a 48x48 grey face, such as another camera, another crop or a
 * hand before the face would make. On plain arrays, but for JPEG's own artefacts.
 *
 * <p>Thread-safe. The result depends on the picture and the random source alone.
 */
public final class Augmentation {
  private static final int SIDE = Fer2013Csv.SIDE;
  private static final int[] JPEG_QUALITY = {20, 80};

  /** Not a grey: the value that stands for "the border goes on". */
  static final float CONTINUE_BORDER = -1;

  /**
   * How strong the changes are; each amount is the largest one, drawn evenly from both directions.
   *
   * @param mirror whether half of the pictures are mirrored, left and right
   * @param rotation in degrees
   * @param scale as a fraction: 0.15 draws a zoom from 0.85 to 1.15
   * @param shift as a fraction of the side
   * @param pad probability that what comes in from outside the picture is one grey, rather than the
   *     picture's border going on
   * @param contrast as a fraction
   * @param brightness in units of the full grey range
   * @param blur probability of a loss of detail: a 3x3 box blur, or half the resolution
   * @param noise probability of sensor noise
   * @param jpeg probability of JPEG's artefacts, of quality 20 to 80
   * @param erasing probability that a rectangle is covered
   */
  public record Strength(
      boolean mirror,
      double rotation,
      double scale,
      double shift,
      double pad,
      double contrast,
      double brightness,
      double blur,
      double noise,
      double jpeg,
      double erasing) {}

  private final Strength strength;
  private final int side;

  /**
   * Makes an augmentation of the given strength.
   *
   * @param side width and height of the pictures that it makes, at most {@value Fer2013Csv#SIDE}
   */
  public Augmentation(Strength strength, int side) {
    this.strength = strength;
    this.side = side;
    if (strength.jpeg > 0) {
      OpenCv.load(Optional.empty());
    }
  }

  /**
   * Changes one picture.
   *
   * @param pixels 48 rows of 48 unsigned grey values
   * @param random where every choice comes from
   * @return {@code side} rows of {@code side} unsigned grey values, as an aligner's crop would be
   */
  public byte[] apply(byte[] pixels, SplittableRandom random) {
    float[] source = tone(pixels, random);
    double turn = Math.toRadians(spread(random, strength.rotation));
    double zoom = 1 + spread(random, strength.scale);
    double dx = spread(random, strength.shift) * SIDE;
    double dy = spread(random, strength.shift) * SIDE;
    boolean flip = random.nextBoolean() && strength.mirror;
    float outside =
        random.nextDouble() < strength.pad ? (float) random.nextDouble() : CONTINUE_BORDER;
    Plane picture = warp(new Plane(SIDE, source), side, turn, zoom, dx, dy, flip, outside);
    if (random.nextDouble() < strength.blur) {
      picture = random.nextBoolean() ? boxBlur(picture) : halfResolution(picture);
    }
    if (random.nextDouble() < strength.noise) {
      addNoise(picture, random);
    }
    if (random.nextDouble() < strength.erasing) {
      erase(picture, random);
    }
    float[] values = picture.values();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(values[i] * 255);
    }
    if (random.nextDouble() < strength.jpeg) {
      jpeg(bytes, side, random.nextInt(JPEG_QUALITY[0], JPEG_QUALITY[1] + 1));
    }
    return bytes;
  }

  /** Contrast, brightness and gamma through a table: 256 entries cost less than 2,304 pixels. */
  private float[] tone(byte[] pixels, SplittableRandom random) {
    double contrast = 1 + spread(random, strength.contrast);
    double brightness = spread(random, strength.brightness);
    double gamma = Math.exp(spread(random, strength.contrast));
    float[] table = new float[256];
    for (int i = 0; i < table.length; i++) {
      double value = (Math.pow(i / 255.0, gamma) - 0.5) * contrast + 0.5 + brightness;
      table[i] = (float) Math.min(1, Math.max(0, value));
    }
    float[] toned = new float[pixels.length];
    for (int i = 0; i < toned.length; i++) {
      toned[i] = table[pixels[i] & 0xff];
    }
    return toned;
  }

  /**
   * A square picture.
   *
   * @param side its width and height
   * @param values grey from 0 to 1, row by row
   */
  @SuppressWarnings("ArrayRecordComponent") // a scratch value of this class and its test
  record Plane(int side, float[] values) {
    Plane(int side) {
      this(side, new float[side * side]);
    }

    /** The value at a place, bilinearly; beyond the border it is the border's. */
    float at(float x, float y) {
      float cx = Math.min(side - 1, Math.max(0, x));
      float cy = Math.min(side - 1, Math.max(0, y));
      int x0 = Math.min(side - 2, (int) cx);
      int y0 = Math.min(side - 2, (int) cy);
      float fx = cx - x0;
      float fy = cy - y0;
      int at = y0 * side + x0;
      float top = values[at] + fx * (values[at + 1] - values[at]);
      float bottom = values[at + side] + fx * (values[at + side + 1] - values[at + side]);
      return top + fy * (bottom - top);
    }

    boolean contains(float x, float y) {
      return x > -0.5f && y > -0.5f && x < side - 0.5f && y < side - 0.5f;
    }
  }

  /**
   * Turns, zooms, shifts and mirrors a picture about its centre, bilinearly, into one of another
   * size.
   *
   * @param side width and height of the result
   * @param turn in radians, clockwise as seen, since y grows downward
   * @param zoom above 1 enlarges what is seen, whatever the size of the result
   * @param dx shift to the right, in pixels of the source
   * @param dy shift downward, in pixels of the source
   * @param flip whether left and right are swapped first
   * @param outside the grey beyond the picture, or {@link #CONTINUE_BORDER}
   */
  static Plane warp(
      Plane source,
      int side,
      double turn,
      double zoom,
      double dx,
      double dy,
      boolean flip,
      float outside) {
    Plane result = new Plane(side);
    double centre = (side - 1) / 2.0;
    float sourceCentre = (source.side() - 1) / 2f;
    // The map runs backward, from each result pixel to its place in the source.
    float step = (float) source.side() / side;
    float cos = (float) (Math.cos(turn) / zoom);
    float sin = (float) (Math.sin(turn) / zoom);
    float mirror = flip ? -1 : 1;
    for (int y = 0; y < side; y++) {
      float v = (float) ((y - centre) * step - dy);
      for (int x = 0; x < side; x++) {
        float u = (float) ((x - centre) * step - dx);
        float sx = mirror * (cos * u + sin * v) + sourceCentre;
        float sy = cos * v - sin * u + sourceCentre;
        boolean inside = outside == CONTINUE_BORDER || source.contains(sx, sy);
        result.values()[y * side + x] = inside ? source.at(sx, sy) : outside;
      }
    }
    return result;
  }

  private static Plane boxBlur(Plane picture) {
    int side = picture.side();
    Plane blurred = new Plane(side);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        float sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
          int row = Math.min(side - 1, Math.max(0, y + dy)) * side;
          for (int dx = -1; dx <= 1; dx++) {
            sum += picture.values()[row + Math.min(side - 1, Math.max(0, x + dx))];
          }
        }
        blurred.values()[y * side + x] = sum / 9;
      }
    }
    return blurred;
  }

  /** A face that was half as wide in its frame. */
  private static Plane halfResolution(Plane picture) {
    int side = picture.side();
    Plane small = new Plane(side / 2);
    for (int y = 0; y < small.side(); y++) {
      for (int x = 0; x < small.side(); x++) {
        // Between four pixels, the bilinear value is their mean.
        small.values()[y * small.side() + x] = picture.at(2 * x + 0.5f, 2 * y + 0.5f);
      }
    }
    return warp(small, side, 0, 1, 0, 0, false, CONTINUE_BORDER);
  }

  private static void addNoise(Plane picture, SplittableRandom random) {
    float[] values = picture.values();
    double amount = 0.05 * random.nextDouble();
    for (int i = 0; i < values.length; i++) {
      // The sum of three even draws is close enough to a normal one, of deviation 1, and cheap.
      double normal = 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
      values[i] = (float) Math.min(1, Math.max(0, values[i] + amount * normal));
    }
  }

  private static void erase(Plane picture, SplittableRandom random) {
    int side = picture.side();
    int width = random.nextInt(side / 8, side * 7 / 16);
    int height = random.nextInt(side / 8, side * 7 / 16);
    int left = random.nextInt(side - width + 1);
    int top = random.nextInt(side - height + 1);
    float grey = (float) random.nextDouble();
    for (int y = top; y < top + height; y++) {
      Arrays.fill(picture.values(), y * side + left, y * side + left + width, grey);
    }
  }

  /** Codes and decodes in place, as a camera with a narrow link does. */
  private static void jpeg(byte[] pixels, int side, int quality) {
    Mat picture = new Mat(side, side, CvType.CV_8UC1);
    MatOfByte coded = new MatOfByte();
    MatOfInt parameters = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality);
    try {
      picture.put(0, 0, pixels);
      Imgcodecs.imencode(".jpg", picture, coded, parameters);
      Mat decoded = Imgcodecs.imdecode(coded, Imgcodecs.IMREAD_GRAYSCALE);
      decoded.get(0, 0, pixels);
      decoded.release();
    } finally {
      picture.release();
      coded.release();
      parameters.release();
    }
  }

  private static double spread(SplittableRandom random, double amount) {
    return (2 * random.nextDouble() - 1) * amount;
  }
}
