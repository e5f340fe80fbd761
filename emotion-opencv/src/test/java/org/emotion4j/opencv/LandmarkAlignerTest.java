package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Landmarks;
import org.emotion4j.PixelFormat;
import org.emotion4j.Point;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.testkit.FaceAlignerContract;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LandmarkAlignerTest extends FaceAlignerContract {
  @Override
  protected FaceAligner create() {
    return new LandmarkAligner(RecognizerOptions.defaults());
  }

  private FaceCrop crop(Frame frame, Detection face) {
    try (FaceAligner aligner = create()) {
      return aligner.align(frame, List.of(face), input(ModelInput.Channels.GRAY)).get(0);
    }
  }

  /** Black, with a white dot of 5 x 5 pixels around each point. */
  private static BufferedImage dots(int size, Point... points) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_3BYTE_BGR);
    for (Point p : points) {
      for (int dy = -2; dy <= 2; dy++) {
        for (int dx = -2; dx <= 2; dx++) {
          image.setRGB((int) p.x() + dx, (int) p.y() + dy, 0xffffff);
        }
      }
    }
    return image;
  }

  /** Where the light of a half of the crop lies, in fractions of its side. */
  private static Point lightOf(FaceCrop crop, boolean leftHalf) {
    double sum = 0;
    double x = 0;
    double y = 0;
    int side = crop.width();
    for (int i = 0; i < side * side; i++) {
      if (i % side < side / 2 == leftHalf) {
        double v = crop.pixels()[i] & 0xff;
        sum += v;
        x += v * (i % side + 0.5);
        y += v * (i / side + 0.5);
      }
    }
    return new Point(x / sum / side, y / sum / side);
  }

  @Test
  void align_boxAndEyesAsTheRuleHasThem_eyesLieWhereTheRuleSays() {
    // a face of 200 pixels whose box and eyes stand to each other as in RULE
    double side = 200 / RULE.boxSize();
    double x = 250 - RULE.boxX() * side;
    double y = 250 - RULE.boxY() * side;
    Point right =
        new Point(
            Math.floor(x + (RULE.eyesX() - RULE.eyeDistance() / 2) * side) + 0.5,
            Math.floor(y + RULE.eyesY() * side) + 0.5);
    Point left = new Point(Math.floor(right.x() + RULE.eyeDistance() * side) + 0.5, right.y());
    Detection face =
        new Detection(
            new BoundingBox(150, 150, 200, 200),
            1,
            new Landmarks(Map.of(Landmark.RIGHT_EYE, right, Landmark.LEFT_EYE, left)));
    FaceCrop crop = crop(Frame.of(dots(500, right, left)), face);
    double pixel = 1.0 / 48;
    for (boolean leftHalf : new boolean[] {true, false}) {
      double sign = leftHalf ? -0.5 : 0.5;
      Point light = lightOf(crop, leftHalf);
      assertThat(light.x()).isCloseTo(RULE.eyesX() + sign * RULE.eyeDistance(), within(pixel / 4));
      assertThat(light.y()).isCloseTo(RULE.eyesY(), within(pixel / 4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-40, -20, 20, 40})
  void align_tiltedHead_isLevelled(int degrees) {
    Frame frame = Frame.of(Pictures.astronaut());
    Detection upright = portraitFace(frame);
    Frame tilted = Frame.of(Pictures.tilted(Pictures.astronaut(), degrees));
    Detection face =
        new Detection(
            boxAround(turned(new Point(225, 125), degrees), 96),
            0.9,
            new Landmarks(
                Map.of(
                    Landmark.RIGHT_EYE, turned(Pictures.ASTRONAUT_RIGHT_EYE, degrees),
                    Landmark.LEFT_EYE, turned(Pictures.ASTRONAUT_LEFT_EYE, degrees))));
    assertThat(difference(crop(tilted, face), crop(frame, upright))).isLessThan(8);
  }

  private static Point turned(Point p, double degreesClockwise) {
    double a = Math.toRadians(degreesClockwise);
    double x = p.x() - 256;
    double y = p.y() - 256;
    return new Point(
        256 + x * Math.cos(a) - y * Math.sin(a), 256 + x * Math.sin(a) + y * Math.cos(a));
  }

  private static BoundingBox boxAround(Point centre, double size) {
    return new BoundingBox(centre.x() - size / 2, centre.y() - size / 2, size, size);
  }

  @Test
  void align_eyesOfAProfile_doNotTurnTheCrop() {
    Frame frame = Frame.of(Pictures.astronaut());
    Detection upright = portraitFace(frame);
    Point eye = new Point(225, 101);
    Landmarks coinciding =
        new Landmarks(
            Map.of(
                Landmark.RIGHT_EYE, new Point(eye.x(), eye.y() - 3),
                Landmark.LEFT_EYE, new Point(eye.x(), eye.y() + 3)));
    FaceCrop crop = crop(frame, new Detection(upright.box(), 0.9, coinciding));
    assertThat(difference(crop, crop(frame, upright))).isLessThan(8);
  }

  @Test
  void align_boxFarOutside_givesTheNearestBorder() {
    Frame frame = Frame.of(Pictures.astronaut());
    Detection outside =
        new Detection(new BoundingBox(-5000, -5000, 100, 100), 0.9, Landmarks.none());
    byte first = crop(frame, outside).pixels()[0];
    assertThat(crop(frame, outside).pixels()).containsOnly(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void align_tinyFrame_isFilled(int side) {
    Detection face = new Detection(new BoundingBox(0, 0, side, side), 0.9, Landmarks.none());
    assertThat(crop(Frame.of(Pictures.noFace(side, side)), face).pixels()).hasSize(48 * 48);
  }

  @Test
  void align_manyFaces_leavesNativeMemoryFlat() {
    Frame heap = Frame.of(Pictures.astronaut());
    Frame planar = Pictures.frame(Pictures.astronaut(), PixelFormat.NV21, 0);
    try (FaceAligner aligner = create()) {
      ResidentMemory.assertFlat(
          500,
          5_000,
          40 << 20,
          () -> {
            aligner.align(heap, List.of(portraitFace(heap)), input(ModelInput.Channels.GRAY));
            aligner.align(planar, List.of(portraitFace(planar)), input(ModelInput.Channels.RGB));
          });
    }
  }
}
