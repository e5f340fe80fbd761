package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Landmarks;
import org.emotion4j.PixelFormat;
import org.emotion4j.Point;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.CropRule;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.Normalization;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceCrop;
import org.opencv.core.Mat;
import org.opencv.imgproc.Imgproc;
import org.opencv.imgproc.Moments;

/** What rotation, crop and letterbox keep, for frames and boxes of any size. */
class GeometryPropertiesTest {
  private static final ModelInput INPUT =
      new ModelInput(
          ModelInput.Layout.NCHW,
          48,
          48,
          ModelInput.Channels.GRAY,
          new Normalization.PerImage(0.05),
          new CropRule(0.495, 0.399, 0.362, 0.497, 0.584, 0.854));

  @Provide
  Arbitrary<PixelRect> regions() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5000),
            Arbitraries.integers().between(0, 5000),
            Arbitraries.integers().between(1, 20_000),
            Arbitraries.integers().between(1, 20_000))
        .as(PixelRect::new);
  }

  @Provide
  Arbitrary<Integer> rotations() {
    return Arbitraries.of(0, 90, 180, 270);
  }

  @Property(tries = 500, seed = "1")
  void letterbox_anyRegion_liesInTheInputWithItsProportions(
      @ForAll("regions") PixelRect region,
      @ForAll("rotations") int rotation,
      @ForAll @IntRange(min = 1, max = 1024) int width,
      @ForAll @IntRange(min = 1, max = 1024) int height,
      @ForAll @DoubleRange(min = 0, max = 0.45) double border) {
    Letterbox box = Letterbox.within(region, rotation, width, height, border);
    assertThat(box.left()).isNotNegative();
    assertThat(box.top()).isNotNegative();
    assertThat(box.left() + box.contentWidth()).isLessThanOrEqualTo(width);
    assertThat(box.top() + box.contentHeight()).isLessThanOrEqualTo(height);
    boolean turned = Letterbox.isTurned(rotation);
    double uprightWidth = turned ? region.height() : region.width();
    double uprightHeight = turned ? region.width() : region.height();
    double scale = (1 - 2 * border) * Math.min(width / uprightWidth, height / uprightHeight);
    // Content has whole pixels, and one at least.
    assertThat((double) box.contentWidth())
        .isCloseTo(Math.max(1, uprightWidth * scale), within(0.5 + 1e-9));
    assertThat((double) box.contentHeight())
        .isCloseTo(Math.max(1, uprightHeight * scale), within(0.5 + 1e-9));
  }

  @Property(tries = 500, seed = "1")
  void letterbox_contentMappedBack_isTheRegion(
      @ForAll("regions") PixelRect region,
      @ForAll("rotations") int rotation,
      @ForAll @DoubleRange(min = 0, max = 1) double u,
      @ForAll @DoubleRange(min = 0, max = 1) double v) {
    Letterbox box = Letterbox.within(region, rotation, 128, 128, 0);
    double x = box.left() + u * box.contentWidth();
    double y = box.top() + v * box.contentHeight();
    double frameX = box.frameX(x, y);
    double frameY = box.frameY(x, y);
    double slack = 1e-6 * (region.width() + region.height());
    assertThat(frameX).isBetween(region.x() - slack, region.x() + region.width() + slack);
    assertThat(frameY).isBetween(region.y() - slack, region.y() + region.height() + slack);
    // Turned clockwise by the rotation, the frame's point is where the input has it.
    double a = (frameX - region.x()) / region.width();
    double b = (frameY - region.y()) / region.height();
    double[] upright =
        switch (rotation) {
          case 90 -> new double[] {1 - b, a};
          case 180 -> new double[] {1 - a, 1 - b};
          case 270 -> new double[] {b, 1 - a};
          default -> new double[] {a, b};
        };
    assertThat(upright[0]).isCloseTo(u, within(1e-6));
    assertThat(upright[1]).isCloseTo(v, within(1e-6));
  }

  /** The same with pixels: a white square is drawn into the input and found where it came from. */
  @Property(tries = 150, seed = "1")
  void canvas_markOnAFrameOfAnySize_mapsBackToItsPlace(
      @ForAll @IntRange(min = 1, max = 900) int width,
      @ForAll @IntRange(min = 1, max = 900) int height,
      @ForAll("rotations") int rotation,
      @ForAll @DoubleRange(min = 0, max = 1) double placeX,
      @ForAll @DoubleRange(min = 0, max = 1) double placeY) {
    OpenCv.load();
    int side = Math.max(1, Math.min(Math.min(width, height), Math.max(width, height) / 8));
    // Narrower than two pixels of the input, the square can lie between those that are sampled.
    Assume.that(64 * side >= Math.max(width, height));
    int left = (int) (placeX * (width - side));
    int top = (int) (placeY * (height - side));
    byte[] pixels = new byte[width * height];
    for (int y = top; y < top + side; y++) {
      java.util.Arrays.fill(pixels, y * width + left, y * width + left + side, (byte) 255);
    }
    Frame frame = Frame.wrap(ByteBuffer.wrap(pixels), width, height, PixelFormat.GRAY8);
    Letterbox box = Letterbox.within(PixelRect.all(frame), rotation, 128, 128, 0);
    try (LetterboxCanvas canvas = new LetterboxCanvas(ModelInput.Channels.GRAY)) {
      Mat drawn = canvas.draw(frame, box);
      assertThat(drawn.cols()).isEqualTo(128);
      assertThat(drawn.rows()).isEqualTo(128);
      Moments moments = Imgproc.moments(drawn);
      assertThat(moments.m00).isPositive();
      // Moments count from the centre of the first pixel.
      double x = moments.m10 / moments.m00 + 0.5;
      double y = moments.m01 / moments.m00 + 0.5;
      // One pixel of the input, or of the frame where that is the coarser one.
      boolean turned = Letterbox.isTurned(rotation);
      double slackX =
          Math.max(1, (double) width / (turned ? box.contentHeight() : box.contentWidth()));
      double slackY =
          Math.max(1, (double) height / (turned ? box.contentWidth() : box.contentHeight()));
      assertThat(box.frameX(x, y)).isCloseTo(left + side / 2.0, within(slackX));
      assertThat(box.frameY(x, y)).isCloseTo(top + side / 2.0, within(slackY));
    }
  }

  @Property(tries = 500, seed = "1")
  void covering_anyRectangle_liesInTheFrameOnTheGridAndCovers(
      @ForAll @IntRange(min = 1, max = 3000) int width,
      @ForAll @IntRange(min = 1, max = 3000) int height,
      @ForAll @IntRange(min = 0, max = 6) int gridBits,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double left,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double top,
      @ForAll @DoubleRange(min = 0, max = 1e6) double extentX,
      @ForAll @DoubleRange(min = 0, max = 1e6) double extentY) {
    int grid = 1 << gridBits;
    Frame frame = Frame.wrap(ByteBuffer.allocate(width * height), width, height, PixelFormat.GRAY8);
    PixelRect area = PixelRect.covering(frame, left, top, left + extentX, top + extentY, grid);
    assertSpan(area.x(), area.width(), width, grid, left, left + extentX);
    assertSpan(area.y(), area.height(), height, grid, top, top + extentY);
  }

  private static void assertSpan(
      int start, int extent, int length, int grid, double from, double to) {
    assertThat(start).isNotNegative();
    assertThat(extent).isPositive();
    assertThat(start + extent).isLessThanOrEqualTo(length);
    if (length < grid) {
      assertThat(extent).isEqualTo(length);
      return;
    }
    assertThat(start % grid).isZero();
    assertThat(extent % grid).isZero();
    int end = length / grid * grid;
    if (to > 0 && from < end) {
      assertThat((double) start).isLessThanOrEqualTo(Math.max(0, from));
      assertThat((double) start + extent).isGreaterThanOrEqualTo(Math.min(end, to));
    }
  }

  @Provide
  Arbitrary<Detection> faces() {
    Arbitrary<Double> place = Arbitraries.doubles().between(-3000, 3000);
    Arbitrary<Double> size =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(0.01, 1),
            Arbitraries.doubles().between(1, 2000),
            Arbitraries.doubles().between(2000, 1e7));
    return Combinators.combine(place, place, size, size, place, place, place, place)
        .as(
            (x, y, w, h, rx, ry, lx, ly) ->
                new Detection(
                    new BoundingBox(x, y, w, h),
                    0.9,
                    new Landmarks(
                        Map.of(
                            Landmark.RIGHT_EYE, new Point(rx, ry),
                            Landmark.LEFT_EYE, new Point(lx, ly)))));
  }

  /**
   * A plug-in's boxes and landmarks may be anywhere: the crop has its size, and nothing crashes.
   */
  @Property(tries = 300, seed = "1")
  void align_anyFaceOnAFrameOfAnySize_givesACropOfTheModelsSize(
      @ForAll("faces") Detection face,
      @ForAll @IntRange(min = 1, max = 300) int halfWidth,
      @ForAll @IntRange(min = 1, max = 300) int halfHeight,
      @ForAll("rotations") int rotation,
      @ForAll PixelFormat format) {
    int width = 2 * halfWidth;
    int height = 2 * halfHeight;
    int stride = format.minStride(width) + 2;
    ByteBuffer bytes = ByteBuffer.allocateDirect((int) format.minBytes(width, height, stride));
    Frame frame = Frame.wrap(bytes, width, height, stride, format).withRotation(rotation);
    List<FaceCrop> crops = aligner().align(frame, List.of(face), INPUT);
    assertThat(crops).hasSize(1);
    assertThat(crops.get(0).fits(INPUT)).isTrue();
  }

  /** Kept for all tries; freed with the process. */
  private static LandmarkAligner aligner() {
    return AlignerHolder.ALIGNER;
  }

  private static final class AlignerHolder {
    private static final LandmarkAligner ALIGNER =
        new LandmarkAligner(RecognizerOptions.defaults());
  }

  @Property(tries = 500, seed = "1")
  void placement_anyFace_putsTheBoxAndEyesWhereTheRuleSays(
      @ForAll("rotations") int rotation,
      @ForAll @DoubleRange(min = 0, max = 600) double x,
      @ForAll @DoubleRange(min = 0, max = 400) double y,
      @ForAll @DoubleRange(min = 4, max = 400) double size,
      @ForAll @DoubleRange(min = -50, max = 50) double tilt) {
    CropRule rule = INPUT.crop();
    // A face as the rule has it: turned with the frame, then tilted, about the centre of its box.
    double angle = Math.toRadians(tilt - rotation);
    double toEyesX = (rule.eyesX() - rule.boxX()) / rule.boxSize() * size;
    double toEyesY = (rule.eyesY() - rule.boxY()) / rule.boxSize() * size;
    double half = rule.eyeDistance() / rule.boxSize() * size / 2;
    Point right = turned(x, y, toEyesX - half, toEyesY, angle);
    Point left = turned(x, y, toEyesX + half, toEyesY, angle);
    Frame frame =
        Frame.wrap(ByteBuffer.allocate(640 * 480), 640, 480, PixelFormat.GRAY8)
            .withRotation(rotation);
    LandmarkAligner.Placement placement =
        LandmarkAligner.Placement.of(
            frame,
            new Detection(
                new BoundingBox(x - size / 2, y - size / 2, size, size),
                0.9,
                new Landmarks(Map.of(Landmark.RIGHT_EYE, right, Landmark.LEFT_EYE, left))),
            INPUT);
    assertMaps(placement, rule.boxX(), rule.boxY(), new Point(x, y), size);
    double eye = rule.eyeDistance() / 2;
    assertMaps(placement, rule.eyesX() - eye, rule.eyesY(), right, size);
    assertMaps(placement, rule.eyesX() + eye, rule.eyesY(), left, size);
  }

  private static Point turned(double x, double y, double dx, double dy, double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new Point(x + dx * cos - dy * sin, y + dx * sin + dy * cos);
  }

  private static void assertMaps(
      LandmarkAligner.Placement placement, double cropX, double cropY, Point frame, double size) {
    double x = cropX * INPUT.width();
    double y = cropY * INPUT.height();
    assertThat(placement.frameX(x, y)).isCloseTo(frame.x(), within(1e-6 * size));
    assertThat(placement.frameY(x, y)).isCloseTo(frame.y(), within(1e-6 * size));
  }
}
