package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Point;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.testkit.FaceDetectorContract;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlazeFaceDetectorTest extends FaceDetectorContract {
  @Override
  protected FaceDetector create(RecognizerOptions options) {
    return BlazeFaceDetector.shortRange(options);
  }

  private static RecognizerOptions options(ConfigKey key, String value) {
    return RecognizerOptions.from(EmotionConfig.of(Map.of(key.key(), value)));
  }

  private static List<Detection> detect(RecognizerOptions options, BufferedImage image) {
    try (FaceDetector detector = BlazeFaceDetector.shortRange(options)) {
      return detector.detect(Frame.of(image));
    }
  }

  private static List<Detection> detect(BufferedImage image) {
    return detect(RecognizerOptions.defaults(), image);
  }

  /** Nine faces far apart, each a twentieth of the frame's longer side. */
  private static BufferedImage smallFaces() {
    BufferedImage image = Pictures.noFace(1920, 1080);
    BufferedImage head = Pictures.scaled(Pictures.head(), 200, 200);
    for (int i = 0; i < 9; i++) {
      image.getGraphics().drawImage(head, 90 + i % 3 * 770, 40 + i / 3 * 400, null);
    }
    return image;
  }

  @ParameterizedTest
  @ValueSource(ints = {-45, -30, 30, 45})
  void detect_tiltedHead_eyesTellTheTilt(int degrees) {
    List<Detection> faces = detect(Pictures.tilted(Pictures.astronaut(), degrees));
    assertThat(faces).hasSize(1);
    Point right = faces.get(0).landmarks().get(Landmark.RIGHT_EYE).orElseThrow();
    Point left = faces.get(0).landmarks().get(Landmark.LEFT_EYE).orElseThrow();
    double angle = Math.toDegrees(Math.atan2(left.y() - right.y(), left.x() - right.x()));
    assertThat(angle).isCloseTo(degrees, within(12.0));
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 100, 400})
  void detect_faceFillsTheFrame_isFound(int side) {
    BoundingBox face = Pictures.ASTRONAUT_FACE;
    BufferedImage image =
        Pictures.part(
            Pictures.astronaut(),
            (int) face.x(),
            (int) face.y() - 4,
            (int) face.width(),
            (int) face.width());
    List<Detection> faces = detect(Pictures.scaled(image, side, side));
    assertThat(faces).hasSize(1);
    assertThat(faces.get(0).box().iou(new BoundingBox(0, 0, side, side))).isGreaterThan(0.6);
  }

  @Test
  void detect_smallFacesInALargeFrame_areFoundByTiles() {
    BufferedImage image = smallFaces();
    assertThat(detect(image)).hasSizeLessThan(9);
    List<Detection> faces = detect(options(ConfigKey.TILES, "3"), image);
    assertThat(faces).hasSize(9);
    for (Detection face : faces) {
      assertThat(face.box().width()).isBetween(80.0, 130.0);
    }
  }

  @Test
  void detect_largeFaceWithTiles_isFoundOnce() {
    assertThat(detect(options(ConfigKey.TILES, "3"), Pictures.astronaut())).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40})
  void detect_tinyFrameWithTiles_returnsEmpty(int side) {
    assertThat(detect(options(ConfigKey.TILES, "4"), Pictures.noFace(side, side))).isEmpty();
  }

  @Test
  void detect_region_looksThereAndSeesSmallerFaces() {
    BufferedImage image = smallFaces();
    List<Detection> faces = detect(options(ConfigKey.REGION, "0,0,0.2,0.25"), image);
    assertThat(faces).hasSize(1);
    assertThat(faces.get(0).box().contains(90 + 100, 40 + 100)).isTrue();
  }

  @Test
  void detect_minConfidence_doesNotMoveTheBox() {
    BoundingBox low =
        detect(options(ConfigKey.MIN_CONFIDENCE, "0.3"), Pictures.astronaut()).get(0).box();
    BoundingBox high =
        detect(options(ConfigKey.MIN_CONFIDENCE, "0.9"), Pictures.astronaut()).get(0).box();
    assertThat(low).isEqualTo(high);
    assertThat(detect(options(ConfigKey.MIN_CONFIDENCE, "1"), Pictures.astronaut())).isEmpty();
  }

  @Test
  void detect_nineFaces_returnsEachOnce() {
    assertThat(detect(Pictures.grid(3, 3, 190))).hasSize(9);
  }

  @Test
  void detect_manyFrames_leavesNativeMemoryFlat() {
    Frame heap = Frame.of(Pictures.placed(Pictures.head(), 200, 100, 240, 640, 480));
    Frame rotated = Pictures.rotatedFrame(Pictures.astronaut(), 90);
    Frame none = Frame.of(Pictures.noFace(640, 480));
    try (FaceDetector detector = BlazeFaceDetector.shortRange(RecognizerOptions.defaults())) {
      ResidentMemory.assertFlat(
          100,
          700,
          40 << 20,
          () -> {
            detector.detect(heap);
            detector.detect(rotated);
            detector.detect(none);
          });
    }
  }

  @Test
  void createAndClose_manyTimes_leavesNativeMemoryFlat() {
    Frame frame = Frame.of(Pictures.astronaut());
    ResidentMemory.assertFlat(
        20,
        60,
        60 << 20,
        () -> {
          try (FaceDetector detector = BlazeFaceDetector.shortRange(RecognizerOptions.defaults())) {
            detector.detect(frame);
          }
        });
  }
}
