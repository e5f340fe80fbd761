package org.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect((int) bytes);
  }

  @ParameterizedTest
  @EnumSource(PixelFormat.class)
  void wrap_exactlyEnoughBytes_isAccepted_oneLess_isRefused(PixelFormat format) {
    int stride = format.minStride(6) + 2;
    long needed = format.minBytes(6, 4, stride);
    assertThat(Frame.wrap(direct(needed), 6, 4, stride, format).format()).isEqualTo(format);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.wrap(direct(needed - 1), 6, 4, stride, format))
        .withMessageContaining(Long.toString(needed))
        .withMessageContaining(Long.toString(needed - 1));
  }

  @ParameterizedTest
  @CsvSource({
    "GRAY8,12,70", // five rows of 12, and 10 bytes
    "RGB24,32,190",
    "BGRA32,42,250",
    "YUYV,22,130",
    "NV12,12,106", // eight rows of 12, and 10 bytes
    "NV21,12,106",
    "I420,12,107" // six rows of 12, then five of 6, and 5 bytes
  })
  void minBytes_countsPaddingOfAllRowsButTheLast(PixelFormat format, int stride, long expected) {
    assertThat(format.minBytes(10, 6, stride)).isEqualTo(expected);
  }

  @Test
  void wrap_strideTooSmall_saysWhatARowTakes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.wrap(direct(1000), 10, 10, 29, PixelFormat.RGB24))
        .withMessageContaining("29")
        .withMessageContaining("30");
  }

  @ParameterizedTest
  @CsvSource({"0,5", "5,0", "-1,5", "5,-3"})
  void wrap_noPixels_isRefused(int width, int height) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.wrap(direct(1000), width, height, PixelFormat.GRAY8));
  }

  @ParameterizedTest
  @EnumSource(
      value = PixelFormat.class,
      names = {"NV12", "NV21", "I420", "YUYV"})
  void wrap_oddWidthWithSharedChroma_isRefused(PixelFormat format) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.wrap(direct(1000), 5, 4, 16, format))
        .withMessageContaining("even");
  }

  @Test
  void wrap_hugeSize_doesNotOverflow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.wrap(direct(16), 40_000, 60_000, 160_000, PixelFormat.BGRA32))
        .withMessageContaining("9600000000");
  }

  @Test
  void wrap_startsAtTheBuffersPositionAndCopiesNothing() {
    ByteBuffer buffer = direct(8);
    buffer.position(4);
    Frame frame = Frame.wrap(buffer, 2, 2, PixelFormat.GRAY8);
    buffer.put(4, (byte) 42);
    assertThat(frame.pixels().get(0)).isEqualTo((byte) 42);
    assertThat(frame.pixels().isDirect()).isTrue();
    assertThat(frame.pixels().isReadOnly()).isTrue();
    assertThat(buffer.position()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "90,90", "-90,270", "450,90", "360,0", "180,180"})
  void withRotation_isNormalised(int given, int expected) {
    Frame frame = Frame.wrap(direct(4), 2, 2, PixelFormat.GRAY8);
    assertThat(frame.withRotation(given).rotation()).isEqualTo(expected);
    assertThat(frame.rotation()).isZero();
  }

  @Test
  void withRotation_notAMultipleOf90_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.wrap(direct(4), 2, 2, PixelFormat.GRAY8).withRotation(45))
        .withMessageContaining("45");
  }

  @Test
  void withTimestamp_survivesRotation_negative_isRefused() {
    Frame frame =
        Frame.wrap(direct(4), 2, 2, PixelFormat.GRAY8).withTimestamp(Duration.ofMillis(40));
    assertThat(frame.withRotation(90).timestamp()).isEqualTo(Duration.ofMillis(40));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame.withTimestamp(Duration.ofNanos(-1)));
  }

  private static final int[] COLOURS = {0xff0000, 0x00ff00, 0x0000ff, 0x102030, 0xfefdfc, 0x804020};

  private static BufferedImage colours(int type) {
    BufferedImage image = new BufferedImage(3, 2, type);
    for (int i = 0; i < COLOURS.length; i++) {
      image.setRGB(i % 3, i / 3, 0xff000000 | COLOURS[i]);
    }
    return image;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE
      })
  void of_everyColourImageType_keepsTheColours(int type) {
    BufferedImage back = Frame.of(colours(type)).toBufferedImage();
    for (int i = 0; i < COLOURS.length; i++) {
      assertThat(back.getRGB(i % 3, i / 3) & 0xffffff).as("pixel %s", i).isEqualTo(COLOURS[i]);
    }
  }

  @Test
  void of_subimage_readsOnlyItsPart() {
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR
        }) {
      BufferedImage back = Frame.of(colours(type).getSubimage(1, 1, 2, 1)).toBufferedImage();
      assertThat(back.getRGB(0, 0) & 0xffffff).isEqualTo(COLOURS[4]);
      assertThat(back.getRGB(1, 0) & 0xffffff).isEqualTo(COLOURS[5]);
    }
  }

  @Test
  void of_greyImages_keepTheirValues() {
    BufferedImage gray = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(0, 0, 0, 60);
    gray.getRaster().setSample(1, 0, 0, 200);
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 60 * 257);
    deep.getRaster().setSample(1, 0, 0, 200 * 257);
    for (BufferedImage image : new BufferedImage[] {gray, deep}) {
      Frame frame = Frame.of(image);
      assertThat(frame.format()).isEqualTo(PixelFormat.GRAY8);
      assertThat(frame.pixels().get(0) & 0xff).isEqualTo(60);
      assertThat(frame.pixels().get(1) & 0xff).isEqualTo(200);
    }
  }

  @Test
  void of_transparentPixels_keepTheirColour() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00336699);
    assertThat(Frame.of(image).toBufferedImage().getRGB(0, 0) & 0xffffff).isEqualTo(0x336699);
  }

  @ParameterizedTest
  @EnumSource(
      value = PixelFormat.class,
      names = {"NV12", "NV21", "I420", "YUYV"})
  void toBufferedImage_cameraFormats_decodeBt601(PixelFormat format) {
    // the red of BT.601 limited range: Y 81, U 90, V 240
    ByteBuffer b = direct(format.minBytes(2, 2, format.minStride(2)));
    switch (format) {
      case NV12 -> b.put(new byte[] {81, 81, 81, 81, 90, (byte) 240});
      case NV21 -> b.put(new byte[] {81, 81, 81, 81, (byte) 240, 90});
      case I420 -> b.put(new byte[] {81, 81, 81, 81, 90, (byte) 240});
      default -> b.put(new byte[] {81, 90, 81, (byte) 240, 81, 90, 81, (byte) 240});
    }
    int rgb = Frame.wrap(b.flip(), 2, 2, format).toBufferedImage().getRGB(1, 1);
    assertThat(rgb >> 16 & 0xff).isCloseTo(254, within(2));
    assertThat(rgb >> 8 & 0xff).isCloseTo(0, within(2));
    assertThat(rgb & 0xff).isCloseTo(0, within(2));
  }

  @Test
  void toString_tellsNothingOfThePicture() {
    assertThat(Frame.wrap(direct(4), 2, 2, PixelFormat.GRAY8).toString())
        .isEqualTo("Frame[2x2 GRAY8, rotation 0, at PT0S]");
  }
}
