package org.emotion4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.emotion4j.BoundingBox;
import org.emotion4j.ClosedException;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.PixelFormat;
import org.emotion4j.Point;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FaceDetector} promises. */
public abstract class FaceDetectorContract {
  private FaceDetector detector;

  /** A new detector; the contract closes it. */
  protected abstract FaceDetector create(RecognizerOptions options);

  /**
   * How far a box may be off when the same face comes in another form, as a fraction of its width.
   */
  protected double boxTolerance() {
    return 0.03;
  }

  @BeforeEach
  void open() {
    detector = create(RecognizerOptions.defaults());
  }

  @AfterEach
  void close() {
    detector.close();
  }

  private Detection only(Frame frame) {
    List<Detection> faces = detector.detect(frame);
    assertThat(faces).as("faces on %s", frame).hasSize(1);
    return faces.get(0);
  }

  private void assertSameBox(BoundingBox actual, BoundingBox expected, double tolerance) {
    double slack = expected.width() * tolerance;
    SoftAssertions.assertSoftly(
        all -> {
          all.assertThat(actual.x()).as("x").isCloseTo(expected.x(), within(slack));
          all.assertThat(actual.y()).as("y").isCloseTo(expected.y(), within(slack));
          all.assertThat(actual.width()).as("width").isCloseTo(expected.width(), within(slack));
          all.assertThat(actual.height()).as("height").isCloseTo(expected.height(), within(slack));
        });
  }

  @Test
  void detect_portrait_returnsTheFaceFromBrowsToChin() {
    Detection face = only(Frame.of(Pictures.astronaut()));
    assertThat(face.box().iou(Pictures.ASTRONAUT_FACE)).isGreaterThan(0.6);
    assertThat(face.confidence()).isBetween(0.5, 1.0);
  }

  @Test
  void detect_portrait_eyesIfAnyAreThePersonsRightAndLeft() {
    Detection face = only(Frame.of(Pictures.astronaut()));
    face.landmarks()
        .get(Landmark.RIGHT_EYE)
        .ifPresent(eye -> assertNear(eye, Pictures.ASTRONAUT_RIGHT_EYE));
    face.landmarks()
        .get(Landmark.LEFT_EYE)
        .ifPresent(eye -> assertNear(eye, Pictures.ASTRONAUT_LEFT_EYE));
  }

  private static void assertNear(Point actual, Point expected) {
    assertThat(Math.hypot(actual.x() - expected.x(), actual.y() - expected.y()))
        .as("distance of %s from %s", actual, expected)
        .isLessThan(8);
  }

  @Test
  void detect_noFace_returnsEmpty() {
    assertThat(detector.detect(Frame.of(Pictures.noFace(640, 480)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17})
  void detect_tinyFrame_returnsEmpty(int side) {
    assertThat(detector.detect(Frame.of(Pictures.noFace(side, side)))).isEmpty();
  }

  @Test
  void detect_extremeAspectRatio_returnsEmpty() {
    assertThat(detector.detect(Frame.of(Pictures.noFace(2000, 4)))).isEmpty();
    assertThat(detector.detect(Frame.of(Pictures.noFace(4, 2000)))).isEmpty();
  }

  @Test
  void detect_twoFaces_returnsEachOnce() {
    assertThat(detector.detect(Frame.of(Pictures.grid(2, 1, 190)))).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(PixelFormat.class)
  void detect_everyPixelFormatAndPaddedRows_sameBox(PixelFormat format) {
    BoundingBox expected = only(Frame.of(Pictures.astronaut())).box();
    BoundingBox actual = only(Pictures.frame(Pictures.astronaut(), format, 24)).box();
    // Without colour the network sees another picture.
    assertSameBox(
        actual, expected, format == PixelFormat.GRAY8 ? 2 * boxTolerance() : boxTolerance());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 90, 180, 270})
  void detect_declaredRotation_sameBoxAfterMappingBack(int rotation) {
    BoundingBox expected = only(Frame.of(Pictures.astronaut())).box();
    Frame frame = Pictures.rotatedFrame(Pictures.astronaut(), rotation);
    Detection face = only(frame);
    assertSameBox(Pictures.toUpright(face.box(), frame), expected, boxTolerance());
    face.landmarks()
        .get(Landmark.RIGHT_EYE)
        .ifPresent(eye -> assertNear(eye, Pictures.toSource(Pictures.ASTRONAUT_RIGHT_EYE, frame)));
  }

  @Test
  void detect_heapBuffer_sameAsDirectBuffer() {
    assertThat(detector.detect(Frame.of(Pictures.astronaut())))
        .isEqualTo(detector.detect(Pictures.frame(Pictures.astronaut(), PixelFormat.BGR24, 0)));
  }

  @Test
  void detect_twoThreads_sameAsOne() {
    Frame frame = Frame.of(Pictures.astronaut());
    List<Detection> expected = detector.detect(frame);
    assertThat(Concurrency.run(2, 8, () -> detector.detect(frame))).allMatch(expected::equals);
  }

  @Test
  void detect_afterClose_throwsClosed() {
    detector.close();
    detector.close();
    assertThatThrownBy(() -> detector.detect(Frame.of(Pictures.noFace(64, 64))))
        .isInstanceOf(ClosedException.class);
  }
}
