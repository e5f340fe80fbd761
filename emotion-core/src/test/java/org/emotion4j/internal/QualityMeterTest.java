package org.emotion4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Landmarks;
import org.emotion4j.PixelFormat;
import org.emotion4j.Point;
import org.emotion4j.model.CropRule;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.stream.FaceQuality;
import org.emotion4j.stream.FaceQuality.Reason;
import org.emotion4j.stream.StreamOptions;
import org.junit.jupiter.api.Test;

/** On a drawn face; the thresholds themselves were set on photographs. */
class QualityMeterTest {
  private static final int SIDE = 48;
  private static final CropRule RULE = new CropRule(0.495, 0.399, 0.362, 0.497, 0.584, 0.854);

  private final QualityMeter meter = new QualityMeter(StreamOptions.defaults().quality(), RULE);

  /** Eyes, a mouth and the grain of skin, lit from the right. */
  private static float[] face() {
    Random random = new Random(3);
    float[] luma = new float[SIDE * SIDE];
    for (int i = 0; i < luma.length; i++) {
      luma[i] = 100 + i % SIDE * 2 + 6 * random.nextFloat();
    }
    spot(luma, 15, 19);
    spot(luma, 32, 19);
    spot(luma, 24, 38);
    return luma;
  }

  private static void spot(float[] luma, int x, int y) {
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -3; dx <= 3; dx++) {
        luma[(y + dy) * SIDE + x + dx] = 40;
      }
    }
  }

  private static float[] blurred(float[] luma) {
    float[] out = luma;
    for (int round = 0; round < 8; round++) {
      float[] in = out;
      out = in.clone();
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          float sum = 0;
          for (int i = 0; i < 9; i++) {
            sum += in[inside(y + i / 3 - 1) * SIDE + inside(x + i % 3 - 1)];
          }
          out[y * SIDE + x] = sum / 9;
        }
      }
    }
    return out;
  }

  private static int inside(int index) {
    return Math.max(0, Math.min(SIDE - 1, index));
  }

  private static FaceCrop crop(float[] luma, double factor) {
    byte[] pixels = new byte[luma.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.min(255, luma[i] * factor);
    }
    return new FaceCrop(SIDE, SIDE, 1, pixels);
  }

  private static Frame frame() {
    return Frame.wrap(ByteBuffer.allocate(200 * 200), 200, 200, PixelFormat.GRAY8);
  }

  private static Detection at(BoundingBox box, Landmarks landmarks) {
    return new Detection(box, 0.9, landmarks);
  }

  private static Landmarks marks(double noseX) {
    return new Landmarks(
        Map.of(
            Landmark.RIGHT_EYE, new Point(70, 70),
            Landmark.LEFT_EYE, new Point(110, 70),
            Landmark.NOSE_TIP, new Point(noseX, 95)));
  }

  private FaceQuality measure(FaceCrop crop) {
    return meter.measure(frame(), at(new BoundingBox(50, 50, 80, 80), marks(90)), crop, false);
  }

  @Test
  void measure_goodFace_weighsFullyWithoutReasons() {
    FaceQuality quality = measure(crop(face(), 1));
    assertThat(quality.reasons()).isEmpty();
    assertThat(quality.weight()).isEqualTo(1);
    assertThat(quality.size()).isCloseTo(80, within(1e-9));
    assertThat(quality.brightness()).isBetween(0.5, 0.65);
    assertThat(quality.yaw().orElseThrow()).isCloseTo(0, within(1e-9));
    assertThat(quality.roll().orElseThrow()).isCloseTo(0, within(1e-9));
  }

  @Test
  void measure_colourCrop_asItsGrey() {
    FaceCrop grey = crop(face(), 1);
    byte[] colour = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < colour.length; i++) {
      colour[i] = grey.pixels()[i / 3];
    }
    assertThat(measure(new FaceCrop(SIDE, SIDE, 3, colour))).isEqualTo(measure(grey));
  }

  @Test
  void measure_blurred() {
    FaceQuality quality = measure(crop(blurred(face()), 1));
    assertThat(quality.reasons()).contains(Reason.BLURRED);
    assertThat(quality.weight()).isLessThan(0.3);
  }

  @Test
  void measure_darkAndOverexposed() {
    assertThat(measure(crop(face(), 0.12)).reasons()).containsExactly(Reason.DARK);
    FaceQuality bright = measure(crop(face(), 2));
    assertThat(bright.reasons()).contains(Reason.OVEREXPOSED).doesNotContain(Reason.DARK);
    assertThat(bright.clipped()).isGreaterThan(0.4);
  }

  @Test
  void measure_tiny() {
    FaceQuality quality =
        meter.measure(
            frame(), at(new BoundingBox(50, 50, 16, 16), Landmarks.none()), crop(face(), 1), false);
    assertThat(quality.reasons()).containsExactly(Reason.TINY);
    assertThat(quality.yaw()).isEmpty();
    assertThat(quality.roll()).isEmpty();
  }

  @Test
  void measure_halfCoveredByAPlainThing() {
    float[] luma = face();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE / 2; x++) {
        luma[y * SIDE + x] = 100;
      }
    }
    FaceQuality quality = measure(crop(luma, 1));
    assertThat(quality.reasons()).containsExactly(Reason.COVERED);
    assertThat(quality.weight()).isLessThan(0.3);
  }

  @Test
  void measure_halfOutsideTheFrame_isCovered() {
    FaceQuality quality =
        meter.measure(
            frame(),
            at(new BoundingBox(-40, 50, 80, 80), Landmarks.none()),
            crop(face(), 1),
            false);
    assertThat(quality.covered()).isCloseTo(1, within(1e-9));
    assertThat(quality.reasons()).containsExactly(Reason.COVERED);
  }

  @Test
  void measure_turned_bySignOfTheSide() {
    BoundingBox box = new BoundingBox(50, 50, 80, 80);
    FaceQuality left = meter.measure(frame(), at(box, marks(120)), crop(face(), 1), false);
    FaceQuality right = meter.measure(frame(), at(box, marks(60)), crop(face(), 1), false);
    assertThat(left.reasons()).containsExactly(Reason.TURNED);
    assertThat(left.yaw().orElseThrow()).isCloseTo(51.3, within(0.1));
    assertThat(right.yaw().orElseThrow()).isCloseTo(-51.3, within(0.1));
  }

  @Test
  void measure_rollOnATurnedFrame_isThatOfTheUprightPicture() {
    // The frame must be turned by 90 degrees clockwise: upright people lie with their heads left.
    Landmarks marks =
        new Landmarks(
            Map.of(Landmark.RIGHT_EYE, new Point(70, 110), Landmark.LEFT_EYE, new Point(70, 70)));
    FaceQuality quality =
        meter.measure(
            frame().withRotation(90),
            at(new BoundingBox(50, 50, 80, 80), marks),
            crop(face(), 1),
            false);
    assertThat(quality.roll().orElseThrow()).isCloseTo(0, within(1e-9));
  }

  @Test
  void measure_modelCannotRead_isUncertainButNotWeightless() {
    FaceQuality quality =
        meter.measure(
            frame(), at(new BoundingBox(50, 50, 80, 80), marks(90)), crop(face(), 1), true);
    assertThat(quality.reasons()).containsExactly(Reason.UNREADABLE);
    assertThat(quality.weight()).isPositive().isLessThan(0.3);
  }
}
