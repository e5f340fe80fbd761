package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotion;
import org.emotion4j.Landmarks;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;

class AnnotatorTest {
  private static final int CELL = 190;

  private static FaceEmotion face(BoundingBox box, boolean uncertain) {
    float[] scores = new float[Emotion.values().length];
    Arrays.fill(scores, 0.02f);
    scores[Emotion.HAPPINESS.ordinal()] = 1 - 0.02f * (scores.length - 1);
    return new FaceEmotion(
        box,
        0.9,
        Landmarks.none(),
        EmotionScores.of(List.of(Emotion.values()), scores),
        OptionalDouble.empty(),
        uncertain);
  }

  private static FaceEmotion astronaut() {
    return face(Pictures.ASTRONAUT_FACE, false);
  }

  /** The faces of {@code Pictures.grid(columns, rows, CELL)}. */
  private static List<FaceEmotion> grid(int columns, int rows) {
    List<FaceEmotion> faces = new ArrayList<>();
    for (int i = 0; i < columns * rows; i++) {
      double x = i % columns * CELL + 47;
      double y = i / columns * CELL + 42;
      faces.add(face(new BoundingBox(x, y, 96, 96), i == 0));
    }
    return faces;
  }

  /** Whether the inner part of a box, which no frame line touches, is as in the original. */
  private static boolean isUntouched(BufferedImage drawn, BufferedImage original, BoundingBox box) {
    int border = (int) Math.ceil(box.width() / 8);
    for (int y = (int) box.y() + border; y < box.y() + box.height() - border; y++) {
      for (int x = (int) box.x() + border; x < box.x() + box.width() - border; x++) {
        if (drawn.getRGB(x, y) != original.getRGB(x, y)) {
          return false;
        }
      }
    }
    return true;
  }

  private static long differences(BufferedImage a, BufferedImage b) {
    long count = 0;
    for (int y = 0; y < b.getHeight(); y++) {
      for (int x = 0; x < b.getWidth(); x++) {
        count += a.getRGB(x, y) == b.getRGB(x, y) ? 0 : 1;
      }
    }
    return count;
  }

  @Test
  void annotated_noFaces_isAnEqualCopy() {
    BufferedImage picture = Pictures.astronaut();
    BufferedImage drawn = Annotator.annotated(picture, List.of());
    assertThat(drawn).isNotSameAs(picture);
    assertThat(drawn.getWidth()).isEqualTo(512);
    assertThat(differences(drawn, picture)).isZero();
  }

  @Test
  void annotated_roomBesideTheFace_keepsTheSizeAndTheFace() {
    BufferedImage picture = Pictures.astronaut();
    BufferedImage drawn = Annotator.annotated(picture, List.of(astronaut()));
    assertThat(drawn.getWidth()).isEqualTo(512);
    assertThat(drawn.getHeight()).isEqualTo(512);
    assertThat(isUntouched(drawn, picture, Pictures.ASTRONAUT_FACE)).isTrue();
    assertThat(differences(drawn, picture)).isGreaterThan(5000);
    assertThat(differences(picture, Pictures.astronaut())).as("the original").isZero();
  }

  @Test
  void annotated_manyFaces_widensThePictureAndHidesNoFace() {
    BufferedImage picture = Pictures.grid(3, 3, CELL);
    List<FaceEmotion> faces = grid(3, 3);
    BufferedImage drawn = Annotator.annotated(picture, faces);
    assertThat(drawn.getWidth()).isGreaterThan(picture.getWidth());
    assertThat(drawn.getHeight()).isEqualTo(picture.getHeight());
    assertThat(faces).allMatch(face -> isUntouched(drawn, picture, face.box()));
  }

  @Test
  void annotated_tinyPicture_hasReadableBarsInTheMargin() {
    BufferedImage picture = Pictures.scaled(Pictures.head(), 60, 60);
    BufferedImage drawn =
        Annotator.annotated(picture, List.of(face(new BoundingBox(15, 13, 30, 30), false)));
    assertThat(drawn.getWidth()).isGreaterThan(200);
    assertThat(drawn.getHeight()).isGreaterThan(100);
  }

  @Test
  void annotated_faceFillingThePicture_goesToTheMargin() {
    BufferedImage picture = Pictures.scaled(Pictures.head(), 300, 300);
    BoundingBox box = new BoundingBox(0, 0, 300, 300);
    BufferedImage drawn = Annotator.annotated(picture, List.of(face(box, false)));
    assertThat(drawn.getWidth()).isGreaterThan(300);
  }

  @Test
  void draw_crowdedFrame_leavesPanelsOutRatherThanHidingFaces() {
    BufferedImage picture = Pictures.grid(3, 3, CELL);
    BufferedImage original = Pictures.grid(3, 3, CELL);
    List<FaceEmotion> faces = grid(3, 3);
    Annotator.draw(picture, faces.stream().map(Annotator.Mark::of).toList());
    assertThat(picture.getWidth()).isEqualTo(original.getWidth());
    assertThat(faces).allMatch(face -> isUntouched(picture, original, face.box()));
    assertThat(differences(picture, original)).isPositive();
  }
}
