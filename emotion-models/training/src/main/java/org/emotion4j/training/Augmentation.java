package org.emotion4j.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random but repeatable changes of a 48x48 grey face, such as another camera, another crop or a
 * hand before the face would make. All on plain arrays: about 60 microseconds a picture.
 *
 * <p>Thread-safe. The result depends on the picture and the random source alone.
 */
public final class Augmentation {
  private static final int SIDE = Fer2013Csv.SIDE;

  /**
   * How strong the changes are; each amount is the largest one, drawn evenly from both directions.
   *
   * @param rotation in degrees
   * @param scale as a fraction: 0.15 draws a zoom from 0.85 to 1.15
   * @param shift as a fraction of the side
   * @param contrast as a fraction
   * @param brightness in units of the full grey range
   * @param blur probability of a loss of detail: a 3x3 box blur, or half the resolution
   * @param noise probability of sensor noise
   * @param erasing probability that a rectangle is covered
   */
  public record Strength(
      double rotation,
      double scale,
      double shift,
      double contrast,
      double brightness,
      double blur,
      double noise,
      double erasing) {}

  private final Strength strength;

  /** Makes an augmentation of the given strength. */
  public Augmentation(Strength strength) {
    this.strength = strength;
  }

  /**
   * Changes one picture.
   *
   * @param pixels 48 rows of 48 unsigned grey values
   * @param random where every choice comes from
   * @return 48 rows of 48 unsigned grey values, as an aligner's crop would be
   */
  public byte[] apply(byte[] pixels, SplittableRandom random) {
    float[] source = tone(pixels, random);
    double turn = Math.toRadians(spread(random, strength.rotation));
    double zoom = 1 + spread(random, strength.scale);
    double dx = spread(random, strength.shift) * SIDE;
    double dy = spread(random, strength.shift) * SIDE;
    boolean flip = random.nextBoolean();
    float[] picture = warp(source, turn, zoom, dx, dy, flip);
    if (random.nextDouble() < strength.blur) {
      picture = random.nextBoolean() ? boxBlur(picture) : halfResolution(picture);
    }
    if (random.nextDouble() < strength.noise) {
      addNoise(picture, random);
    }
    if (random.nextDouble() < strength.erasing) {
      erase(picture, random);
    }
    byte[] bytes = new byte[picture.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(picture[i] * 255);
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
   * Turns, zooms, shifts and mirrors a picture about its centre, bilinearly; outside the picture
   * its border goes on.
   *
   * @param turn in radians, clockwise as seen, since y grows downward
   * @param zoom above 1 enlarges
   * @param dx shift to the right, in pixels
   * @param dy shift downward, in pixels
   * @param flip whether left and right are swapped first
   */
  static float[] warp(
      float[] source, double turn, double zoom, double dx, double dy, boolean flip) {
    float[] result = new float[source.length];
    double centre = (SIDE - 1) / 2.0;
    // The map runs backward, from each result pixel to its place in the source.
    float cos = (float) (Math.cos(turn) / zoom);
    float sin = (float) (Math.sin(turn) / zoom);
    float mirror = flip ? -1 : 1;
    for (int y = 0; y < SIDE; y++) {
      float v = (float) (y - centre - dy);
      for (int x = 0; x < SIDE; x++) {
        float u = (float) (x - centre - dx);
        float sx = (float) (mirror * (cos * u + sin * v) + centre);
        float sy = (float) (cos * v - sin * u + centre);
        result[y * SIDE + x] = sample(source, sx, sy);
      }
    }
    return result;
  }

  private static float sample(float[] source, float x, float y) {
    float cx = Math.min(SIDE - 1, Math.max(0, x));
    float cy = Math.min(SIDE - 1, Math.max(0, y));
    int x0 = Math.min(SIDE - 2, (int) cx);
    int y0 = Math.min(SIDE - 2, (int) cy);
    float fx = cx - x0;
    float fy = cy - y0;
    int at = y0 * SIDE + x0;
    float top = source[at] + fx * (source[at + 1] - source[at]);
    float bottom = source[at + SIDE] + fx * (source[at + SIDE + 1] - source[at + SIDE]);
    return top + fy * (bottom - top);
  }

  private static float[] boxBlur(float[] picture) {
    float[] blurred = new float[picture.length];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        float sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
          int row = Math.min(SIDE - 1, Math.max(0, y + dy)) * SIDE;
          for (int dx = -1; dx <= 1; dx++) {
            sum += picture[row + Math.min(SIDE - 1, Math.max(0, x + dx))];
          }
        }
        blurred[y * SIDE + x] = sum / 9;
      }
    }
    return blurred;
  }

  /** A face that was 24 pixels wide in its frame. */
  private static float[] halfResolution(float[] picture) {
    int half = SIDE / 2;
    // Kept in a full-size array so that sample() serves both; only its top left quarter is used.
    float[] small = new float[picture.length];
    for (int y = 0; y < half; y++) {
      for (int x = 0; x < half; x++) {
        int at = 2 * y * SIDE + 2 * x;
        small[y * SIDE + x] =
            (picture[at] + picture[at + 1] + picture[at + SIDE] + picture[at + SIDE + 1]) / 4;
      }
    }
    float[] result = new float[picture.length];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        float sx = Math.min(half - 1, Math.max(0, (x - 0.5f) / 2));
        float sy = Math.min(half - 1, Math.max(0, (y - 0.5f) / 2));
        result[y * SIDE + x] = sample(small, sx, sy);
      }
    }
    return result;
  }

  private static void addNoise(float[] picture, SplittableRandom random) {
    double amount = 0.05 * random.nextDouble();
    for (int i = 0; i < picture.length; i++) {
      // The sum of three even draws is close enough to a normal one, of deviation 1, and cheap.
      double normal = 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
      picture[i] = (float) Math.min(1, Math.max(0, picture[i] + amount * normal));
    }
  }

  private static void erase(float[] picture, SplittableRandom random) {
    int width = random.nextInt(6, 21);
    int height = random.nextInt(6, 21);
    int left = random.nextInt(SIDE - width + 1);
    int top = random.nextInt(SIDE - height + 1);
    float grey = (float) random.nextDouble();
    for (int y = top; y < top + height; y++) {
      Arrays.fill(picture, y * SIDE + left, y * SIDE + left + width, grey);
    }
  }

  private static double spread(SplittableRandom random, double amount) {
    return (2 * random.nextDouble() - 1) * amount;
  }
}
