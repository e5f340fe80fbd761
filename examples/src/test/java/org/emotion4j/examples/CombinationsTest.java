package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceDetectorProvider;
import org.emotion4j.testkit.Concurrency;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All parts together, as an application has them: chosen by properties, on the bundled models. */
class CombinationsTest {
  private static FaceEmotionRecognizer recognizer;
  private static FaceEmotion expected;

  @BeforeAll
  static void create() {
    recognizer = FaceEmotionRecognizer.create();
    expected = face(Frame.of(Pictures.astronaut()));
  }

  @AfterAll
  static void close() {
    recognizer.close();
  }

  private static FaceEmotion face(Frame frame) {
    List<FaceEmotion> faces = recognizer.recognize(frame).faces();
    assertThat(faces).hasSize(1);
    return faces.get(0);
  }

  private static void assertSame(Emotion emotion, BoundingBox box) {
    assertThat(emotion).isEqualTo(expected.emotion());
    assertSame(box, expected.box());
  }

  private static void assertSame(BoundingBox box, BoundingBox reference) {
    double tolerance = 0.03 * reference.width();
    assertThat(box.x()).isCloseTo(reference.x(), within(tolerance));
    assertThat(box.y()).isCloseTo(reference.y(), within(tolerance));
    assertThat(box.width()).isCloseTo(reference.width(), within(tolerance));
    assertThat(box.height()).isCloseTo(reference.height(), within(tolerance));
  }

  /** Every detector that needs no file, every bundled model, every back end that reads it. */
  static Stream<Arguments> combinations() {
    List<Arguments> all = new ArrayList<>();
    for (FaceDetectorProvider detector : ServiceLoader.load(FaceDetectorProvider.class)) {
      for (String model : ModelFolder.bundled()) {
        for (EmotionModelProvider backend : ServiceLoader.load(EmotionModelProvider.class)) {
          List<ModelFile> files = ModelFolder.find(model).descriptor().files();
          if (!detector.name().equals("yunet")
              && backend.isAvailable()
              && files.stream().anyMatch(file -> backend.formats().contains(file.format()))) {
            all.add(Arguments.of(detector.name(), model, backend.name()));
          }
        }
      }
    }
    return all.stream();
  }

  @Test
  void combinations_coverEveryPart() {
    assertThat(combinations().map(a -> a.get()[0]))
        .contains("blazeface", "blazeface-full", "haar", "lbp");
    assertThat(combinations().map(a -> a.get()[1])).contains("ferplus");
    assertThat(combinations().map(a -> a.get()[2])).contains("pytorch", "opencv");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void recognize_partsByProperties_findHappiness(String detector, String model, String backend) {
    EmotionConfig config =
        EmotionConfig.of(
            Map.of(
                "emotion.detector", detector,
                "emotion.model", model,
                "emotion.backend", backend));
    try (FaceEmotionRecognizer other = FaceEmotionRecognizer.builder().config(config).build()) {
      List<FaceEmotion> faces = other.recognize(Frame.of(Pictures.astronaut())).faces();
      assertThat(faces).isNotEmpty();
      assertThat(faces.get(0).emotion()).isEqualTo(Emotion.HAPPINESS);
      assertThat(faces.get(0).box().iou(Pictures.ASTRONAUT_FACE)).isGreaterThan(0.5);
    }
  }

  @ParameterizedTest
  @EnumSource(value = PixelFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "GRAY8")
  void recognize_anyColourFormat_isTheSame(PixelFormat format) {
    for (int padding : new int[] {0, 6}) {
      FaceEmotion face = face(Pictures.frame(Pictures.astronaut(), format, padding));
      assertSame(face.emotion(), face.box());
    }
  }

  /**
   * Without colour it is another picture to the detector: its box is compared with its own kind.
   */
  @Test
  void recognize_grey_isTheSameEmotionAndTheSameBoxAsInGreyColours() {
    Frame grey = Pictures.frame(Pictures.astronaut(), PixelFormat.GRAY8, 6);
    FaceEmotion face = face(grey);
    assertThat(face.emotion()).isEqualTo(expected.emotion());
    Frame inColours = Pictures.frame(grey.toBufferedImage(), PixelFormat.RGB24, 0);
    assertSame(face.box(), face(inColours).box());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 90, 180, 270})
  void recognize_declaredRotation_isTheSameAfterTurningBack(int rotation) {
    Frame frame = Pictures.rotatedFrame(Pictures.astronaut(), rotation);
    FaceEmotion face = face(frame);
    assertSame(face.emotion(), Pictures.toUpright(face.box(), frame));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void recognize_exifOrientation_isTheSame(int orientation) throws IOException {
    byte[] jpeg = jpeg(stored(Pictures.astronaut(), orientation), orientation);
    FaceEmotion face = face(Frame.read(new ByteArrayInputStream(jpeg)));
    assertSame(face.emotion(), face.box());
  }

  /** How a camera stores an upright picture under an EXIF orientation. */
  private static BufferedImage stored(BufferedImage upright, int orientation) {
    return switch (orientation) {
      case 2 -> mirrored(upright);
      case 3 -> Pictures.turned(upright, 180);
      case 4 -> mirrored(Pictures.turned(upright, 180));
      case 5 -> mirrored(Pictures.turned(upright, 90));
      case 6 -> Pictures.turned(upright, -90);
      case 7 -> mirrored(Pictures.turned(upright, 270));
      case 8 -> Pictures.turned(upright, 90);
      default -> upright;
    };
  }

  private static BufferedImage mirrored(BufferedImage image) {
    int width = image.getWidth();
    BufferedImage result =
        new BufferedImage(width, image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = result.createGraphics();
    g.drawImage(image, width, 0, -width, image.getHeight(), null);
    g.dispose();
    return result;
  }

  /** A JPEG file whose EXIF block has this orientation and nothing else. */
  private static byte[] jpeg(BufferedImage image, int orientation) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", plain);
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0, // APP1 of 34 bytes
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8, // big-endian TIFF, first directory at 8
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0, // one entry: tag 0x112
      0,
      0,
      0,
      0 // no further directory
    };
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[] bytes = plain.toByteArray();
    file.write(bytes, 0, 2); // start of image
    file.write(exif);
    file.write(bytes, 2, bytes.length - 2);
    return file.toByteArray();
  }

  @Test
  void recognize_twoThreads_equalOne() {
    Frame frame = Frame.of(Pictures.grid(2, 2, 190));
    List<FaceEmotion> alone = recognizer.recognize(frame).faces();
    assertThat(alone).hasSize(4);
    assertThat(Concurrency.run(2, 40, () -> recognizer.recognize(frame).faces()))
        .allMatch(alone::equals);
  }
}
