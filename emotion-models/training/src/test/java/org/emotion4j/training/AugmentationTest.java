package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int SIDE = 48;
  private static final Augmentation.Strength NONE =
      new Augmentation.Strength(0, 0, 0, 0, 0, 0, 0, 0);
  private static final Augmentation.Strength STRONG =
      new Augmentation.Strength(20, 0.2, 0.2, 0.4, 0.2, 1, 1, 1);

  /** A smooth bump, so that its centre of mass can be followed through a bilinear warp. */
  private static float[] bump(double x, double y) {
    float[] picture = new float[SIDE * SIDE];
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        double distance = Math.pow(column - x, 2) + Math.pow(row - y, 2);
        picture[row * SIDE + column] = (float) Math.exp(-distance / 8);
      }
    }
    return picture;
  }

  private static void assertCentre(float[] picture, double x, double y) {
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    for (int i = 0; i < picture.length; i++) {
      sum += picture[i];
      sumX += picture[i] * (i % SIDE);
      sumY += picture[i] * (i / SIDE);
    }
    assertThat(sumX / sum).as("x").isCloseTo(x, within(0.05));
    assertThat(sumY / sum).as("y").isCloseTo(y, within(0.05));
  }

  @Test
  void warp_shift_movesRightAndDown() {
    assertCentre(Augmentation.warp(bump(20, 22), 0, 1, 3, 2, false), 23, 24);
  }

  @Test
  void warp_flip_mirrorsLeftAndRight() {
    assertCentre(Augmentation.warp(bump(17, 22), 0, 1, 0, 0, true), 30, 22);
  }

  @Test
  void warp_zoom_movesAwayFromTheCentre() {
    assertCentre(Augmentation.warp(bump(18.5, 23.5), 0, 1.2, 0, 0, false), 17.5, 23.5);
  }

  @Test
  void warp_quarterTurn_isClockwise() {
    assertCentre(Augmentation.warp(bump(33.5, 23.5), Math.PI / 2, 1, 0, 0, false), 23.5, 33.5);
  }

  @Test
  void apply_noStrength_givesThePictureOrItsMirrorImage() {
    byte[] pixels = DrawnFaces.face(true, new SplittableRandom(1));
    Augmentation augmentation = new Augmentation(NONE);

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
    Augmentation augmentation = new Augmentation(STRONG);

    for (int seed = 0; seed < 50; seed++) {
      assertThat(augmentation.apply(pixels, new SplittableRandom(seed)))
          .isEqualTo(augmentation.apply(pixels, new SplittableRandom(seed)));
    }
    assertThat(augmentation.apply(pixels, new SplittableRandom(1)))
        .isNotEqualTo(augmentation.apply(pixels, new SplittableRandom(2)));
  }
}
