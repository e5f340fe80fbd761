package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int SIDE = 48;
  private static final Augmentation.Strength NONE =
      new Augmentation.Strength(true, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  private static final Augmentation.Strength STRONG =
      new Augmentation.Strength(true, 20, 0.2, 0.2, 0.5, 0.4, 0.2, 1, 1, 1, 1);

  /** A smooth bump, so that its centre of mass can be followed through a bilinear warp. */
  private static Augmentation.Plane bump(double x, double y) {
    Augmentation.Plane plane = new Augmentation.Plane(SIDE);
    float[] picture = plane.values();
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        double distance = Math.pow(column - x, 2) + Math.pow(row - y, 2);
        picture[row * SIDE + column] = (float) Math.exp(-distance / 8);
      }
    }
    return plane;
  }

  private static void assertCentre(Augmentation.Plane plane, double x, double y) {
    float[] picture = plane.values();
    int side = plane.side();
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    for (int i = 0; i < picture.length; i++) {
      sum += picture[i];
      sumX += picture[i] * (i % side);
      sumY += picture[i] * (i / side);
    }
    assertThat(sumX / sum).as("x").isCloseTo(x, within(0.05));
    assertThat(sumY / sum).as("y").isCloseTo(y, within(0.05));
  }

  @Test
  void warp_shift_movesRightAndDown() {
    assertCentre(
        Augmentation.warp(bump(20, 22), SIDE, 0, 1, 3, 2, false, Augmentation.CONTINUE_BORDER),
        23,
        24);
  }

  @Test
  void warp_flip_mirrorsLeftAndRight() {
    assertCentre(
        Augmentation.warp(bump(17, 22), SIDE, 0, 1, 0, 0, true, Augmentation.CONTINUE_BORDER),
        30,
        22);
  }

  @Test
  void warp_zoom_movesAwayFromTheCentre() {
    assertCentre(
        Augmentation.warp(
            bump(18.5, 23.5), SIDE, 0, 1.2, 0, 0, false, Augmentation.CONTINUE_BORDER),
        17.5,
        23.5);
  }

  @Test
  void warp_quarterTurn_isClockwise() {
    assertCentre(
        Augmentation.warp(
            bump(33.5, 23.5), SIDE, Math.PI / 2, 1, 0, 0, false, Augmentation.CONTINUE_BORDER),
        23.5,
        33.5);
  }

  @Test
  void warp_smallerResult_showsTheSameFace() {
    Augmentation.Plane small =
        Augmentation.warp(bump(17.5, 29.5), 24, 0, 1, 2, 0, false, Augmentation.CONTINUE_BORDER);

    assertThat(small.side()).isEqualTo(24);
    // Pixel centres lie half a pixel in: 19.5 of 48 is 9.5 of 24.
    assertCentre(small, 9.5, 14.5);
  }

  @Test
  void warp_outsideAGrey_comesInWhereThePictureEnds() {
    Augmentation.Plane white = new Augmentation.Plane(SIDE);
    Arrays.fill(white.values(), 1);

    Augmentation.Plane shifted = Augmentation.warp(white, SIDE, 0, 1, 5, 0, false, 0.25f);

    for (int x = 0; x < SIDE; x++) {
      assertThat(shifted.values()[7 * SIDE + x]).as("x = " + x).isEqualTo(x < 5 ? 0.25f : 1);
    }
  }

  @Test
  void apply_jpegAlone_keepsTheFaceButNotEveryPixel() {
    byte[] pixels = DrawnFaces.face(true, new SplittableRandom(1));
    Augmentation.Strength jpeg = new Augmentation.Strength(false, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);

    byte[] coded = new Augmentation(jpeg, SIDE).apply(pixels, new SplittableRandom(1));

    double difference = 0;
    for (int i = 0; i < pixels.length; i++) {
      difference += Math.abs((coded[i] & 0xff) - (pixels[i] & 0xff));
    }
    assertThat(difference / pixels.length).isBetween(0.5, 15.0);
  }

  @Test
  void apply_smallSide_givesAPictureOfThatSide() {
    byte[] pixels = DrawnFaces.face(true, new SplittableRandom(1));

    assertThat(new Augmentation(STRONG, 36).apply(pixels, new SplittableRandom(1)))
        .hasSize(36 * 36);
  }

  @Test
  void apply_noStrength_givesThePictureOrItsMirrorImage() {
    byte[] pixels = DrawnFaces.face(true, new SplittableRandom(1));
    Augmentation augmentation = new Augmentation(NONE, SIDE);

    for (int seed = 0; seed < 8; seed++) {
      byte[] picture = augmentation.apply(pixels, new SplittableRandom(seed));
      byte[] mirrored = new byte[pixels.length];
      for (int i = 0; i < pixels.length; i++) {
        mirrored[i] = pixels[i / SIDE * SIDE + SIDE - 1 - i % SIDE];
      }
      assertThat(picture).isIn(pixels, mirrored);
    }
  }

  @Test
  void apply_sameRandom_givesTheSame() {
    byte[] pixels = DrawnFaces.face(true, new SplittableRandom(1));
    Augmentation augmentation = new Augmentation(STRONG, SIDE);

    for (int seed = 0; seed < 50; seed++) {
      assertThat(augmentation.apply(pixels, new SplittableRandom(seed)))
          .isEqualTo(augmentation.apply(pixels, new SplittableRandom(seed)));
    }
    assertThat(augmentation.apply(pixels, new SplittableRandom(1)))
        .isNotEqualTo(augmentation.apply(pixels, new SplittableRandom(2)));
  }
}
