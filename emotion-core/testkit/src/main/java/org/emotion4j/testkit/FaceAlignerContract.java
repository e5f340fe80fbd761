package org.emotion4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Landmarks;
import org.emotion4j.PixelFormat;
import org.emotion4j.Point;
import org.emotion4j.model.CropRule;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.Normalization;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceCrop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FaceAligner} promises. */
public abstract class FaceAlignerContract {
  /** A crop rule with the face in the middle; consistent with the portrait's eyes and box. */
  protected static final CropRule RULE = new CropRule(0.5, 0.38, 0.37, 0.5, 0.58, 0.8);

  private FaceAligner aligner;

  /** A new aligner; the contract closes it. */
  protected abstract FaceAligner create();

  @BeforeEach
  void open() {
    aligner = create();
  }

  @AfterEach
  void close() {
    aligner.close();
  }

  /** An input of 48 x 48 pixels with {@link #RULE}. */
  protected static ModelInput input(ModelInput.Channels channels) {
    return new ModelInput(
        ModelInput.Layout.NCHW, 48, 48, channels, new Normalization.PerImage(0.05), RULE);
  }

  /** The portrait's face as a detector would give it for a frame of the portrait. */
  protected static Detection portraitFace(Frame frame) {
    Point right = Pictures.toSource(Pictures.ASTRONAUT_RIGHT_EYE, frame);
    Point left = Pictures.toSource(Pictures.ASTRONAUT_LEFT_EYE, frame);
    BoundingBox b = Pictures.ASTRONAUT_FACE;
    Point a = Pictures.toSource(new Point(b.x(), b.y()), frame);
    Point c = Pictures.toSource(new Point(b.x() + b.width(), b.y() + b.height()), frame);
    BoundingBox box =
        new BoundingBox(
            Math.min(a.x(), c.x()),
            Math.min(a.y(), c.y()),
            Math.abs(a.x() - c.x()),
            Math.abs(a.y() - c.y()));
    return new Detection(
        box, 0.9, new Landmarks(Map.of(Landmark.RIGHT_EYE, right, Landmark.LEFT_EYE, left)));
  }

  private FaceCrop crop(Frame frame, ModelInput.Channels channels) {
    List<FaceCrop> crops = aligner.align(frame, List.of(portraitFace(frame)), input(channels));
    assertThat(crops).hasSize(1);
    return crops.get(0);
  }

  /** Mean absolute difference of two crops' bytes, in grey levels. */
  protected static double difference(FaceCrop a, FaceCrop b) {
    assertThat(a.pixels()).hasSameSizeAs(b.pixels());
    long sum = 0;
    for (int i = 0; i < a.pixels().length; i++) {
      sum += Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
    }
    return (double) sum / a.pixels().length;
  }

  @ParameterizedTest
  @EnumSource(ModelInput.Channels.class)
  void align_face_hasTheModelsSizeAndChannels(ModelInput.Channels channels) {
    assertThat(crop(Frame.of(Pictures.astronaut()), channels).fits(input(channels))).isTrue();
  }

  @Test
  void align_colour_isRedGreenBlueWhateverTheModelsOrder() {
    for (ModelInput.Channels channels : List.of(ModelInput.Channels.RGB, ModelInput.Channels.BGR)) {
      FaceCrop crop = crop(Frame.of(Pictures.astronaut()), channels);
      long red = 0;
      long blue = 0;
      for (int i = 0; i < crop.pixels().length; i += 3) {
        red += crop.pixels()[i] & 0xff;
        blue += crop.pixels()[i + 2] & 0xff;
      }
      assertThat(red).as("skin is redder than blue in %s", channels).isGreaterThan(blue);
    }
  }

  @ParameterizedTest
  @EnumSource(PixelFormat.class)
  void align_everyPixelFormatAndPaddedRows_sameCrop(PixelFormat format) {
    FaceCrop expected = crop(Frame.of(Pictures.astronaut()), ModelInput.Channels.GRAY);
    FaceCrop actual =
        crop(Pictures.frame(Pictures.astronaut(), format, 24), ModelInput.Channels.GRAY);
    assertThat(difference(actual, expected)).isLessThan(2.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 90, 180, 270})
  void align_declaredRotation_sameCrop(int rotation) {
    FaceCrop expected = crop(Frame.of(Pictures.astronaut()), ModelInput.Channels.GRAY);
    FaceCrop actual =
        crop(Pictures.rotatedFrame(Pictures.astronaut(), rotation), ModelInput.Channels.GRAY);
    assertThat(difference(actual, expected)).isLessThan(4);
  }

  @Test
  void align_largeFace_isAveragedNotSampled() {
    BufferedImage large = Pictures.scaled(Pictures.astronaut(), 2048, 2048);
    BufferedImage noisy = new BufferedImage(2048, 2048, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 2048; y++) {
      for (int x = 0; x < 2048; x++) {
        // a checkerboard of single pixels: its average is grey, its samples are black or white
        noisy.setRGB(x, y, (x + y) % 2 == 0 ? 0xffffff : 0);
      }
    }
    Detection face = scaled(portraitFace(Frame.of(Pictures.astronaut())), 4);
    FaceCrop crop =
        aligner.align(Frame.of(noisy), List.of(face), input(ModelInput.Channels.GRAY)).get(0);
    for (byte pixel : crop.pixels()) {
      assertThat(pixel & 0xff).isBetween(97, 157);
    }
    FaceCrop small = crop(Frame.of(Pictures.astronaut()), ModelInput.Channels.GRAY);
    FaceCrop same =
        aligner.align(Frame.of(large), List.of(face), input(ModelInput.Channels.GRAY)).get(0);
    assertThat(difference(small, same)).isLessThan(4);
  }

  private static Detection scaled(Detection face, double factor) {
    BoundingBox b = face.box();
    Map<Landmark, Point> points = new java.util.EnumMap<>(Landmark.class);
    face.landmarks()
        .points()
        .forEach((name, p) -> points.put(name, new Point(p.x() * factor, p.y() * factor)));
    return new Detection(
        new BoundingBox(b.x() * factor, b.y() * factor, b.width() * factor, b.height() * factor),
        face.confidence(),
        new Landmarks(points));
  }

  @Test
  void align_faceOverTheBorder_isFilledWithoutFailing() {
    Frame frame = Frame.of(Pictures.astronaut());
    Detection outside = new Detection(new BoundingBox(-60, -60, 120, 120), 0.9, Landmarks.none());
    Detection beyond = new Detection(new BoundingBox(450, 450, 200, 200), 0.9, Landmarks.none());
    assertThat(aligner.align(frame, List.of(outside, beyond), input(ModelInput.Channels.GRAY)))
        .hasSize(2);
  }

  @Test
  void align_severalFaces_keepsTheirOrder() {
    Frame frame = Frame.of(Pictures.astronaut());
    Detection face = portraitFace(frame);
    Detection other = new Detection(new BoundingBox(300, 350, 100, 100), 0.9, Landmarks.none());
    ModelInput gray = input(ModelInput.Channels.GRAY);
    List<FaceCrop> both = aligner.align(frame, List.of(other, face), gray);
    assertThat(both).hasSize(2);
    assertThat(both.get(1).pixels())
        .isEqualTo(aligner.align(frame, List.of(face), gray).get(0).pixels());
    assertThat(both.get(0).pixels())
        .isEqualTo(aligner.align(frame, List.of(other), gray).get(0).pixels());
  }

  @Test
  void align_noFaces_returnsEmpty() {
    assertThat(
            aligner.align(
                Frame.of(Pictures.noFace(8, 8)), List.of(), input(ModelInput.Channels.GRAY)))
        .isEmpty();
  }

  @Test
  void align_twoThreads_sameAsOne() {
    Frame frame = Frame.of(Pictures.astronaut());
    byte[] expected = crop(frame, ModelInput.Channels.GRAY).pixels();
    assertThat(Concurrency.run(2, 8, () -> crop(frame, ModelInput.Channels.GRAY).pixels()))
        .allSatisfy(pixels -> assertThat(pixels).isEqualTo(expected));
  }
}
