package org.emotion4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.emotion4j.PixelFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {
  /**
   * 64 x 32 pixels: a red quarter at the top left, a blue one at the bottom right, grey elsewhere.
   */
  private static BufferedImage picture() {
    BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.GRAY);
    g.fillRect(0, 0, 64, 32);
    g.setColor(Color.RED);
    g.fillRect(0, 0, 32, 16);
    g.setColor(Color.BLUE);
    g.fillRect(32, 16, 32, 16);
    g.dispose();
    return image;
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static Frame read(byte[] bytes) throws IOException {
    return Frame.read(new ByteArrayInputStream(bytes));
  }

  /** A JPEG with an EXIF segment that holds nothing but the orientation. */
  private static byte[] jpegWithOrientation(BufferedImage image, int orientation, boolean afterJfif)
      throws IOException {
    byte[] jpeg = encoded(image, "jpg");
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0".getBytes("ASCII"));
    exif.put("MM".getBytes("ASCII")).putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0);
    exif.putInt(0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = afterJfif ? 4 + ((jpeg[4] & 0xff) << 8 | jpeg[5] & 0xff) : 2;
    out.write(jpeg, 0, at);
    out.write(exif.array());
    out.write(jpeg, at, jpeg.length - at);
    return out.toByteArray();
  }

  /**
   * The picture as a camera would store it, so that the orientation sets it upright (EXIF 2.32, tag
   * 0x0112).
   */
  private static BufferedImage stored(BufferedImage upright, int orientation) {
    int right = upright.getWidth() - 1;
    int bottom = upright.getHeight() - 1;
    boolean turned = orientation >= 5;
    BufferedImage image =
        new BufferedImage(
            turned ? bottom + 1 : right + 1,
            turned ? right + 1 : bottom + 1,
            BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb =
            switch (orientation) {
              case 1 -> upright.getRGB(x, y);
              case 2 -> upright.getRGB(right - x, y);
              case 3 -> upright.getRGB(right - x, bottom - y);
              case 4 -> upright.getRGB(x, bottom - y);
              case 5 -> upright.getRGB(y, x);
              case 6 -> upright.getRGB(right - y, x);
              case 7 -> upright.getRGB(right - y, bottom - x);
              default -> upright.getRGB(y, bottom - x);
            };
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  private static void assertUpright(Frame frame) {
    assertThat(frame.width()).isEqualTo(64);
    assertThat(frame.height()).isEqualTo(32);
    BufferedImage image = frame.toBufferedImage();
    Color red = new Color(image.getRGB(10, 6));
    Color blue = new Color(image.getRGB(54, 26));
    Color gray = new Color(image.getRGB(54, 6));
    assertThat(red.getRed()).isGreaterThan(200);
    assertThat(red.getBlue()).isLessThan(80);
    assertThat(blue.getBlue()).isGreaterThan(200);
    assertThat(blue.getRed()).isLessThan(80);
    assertThat(gray.getRed()).isCloseTo(128, within(25));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "jpg", "tiff"})
  void read_commonFormats(String format) throws IOException {
    assertUpright(read(encoded(picture(), format)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void read_exifOrientation_isApplied(int orientation) throws IOException {
    BufferedImage stored = stored(picture(), orientation);
    assertUpright(read(jpegWithOrientation(stored, orientation, true)));
    assertUpright(read(jpegWithOrientation(stored, orientation, false)));
  }

  @Test
  void read_nonsenseOrientation_isIgnored() throws IOException {
    assertUpright(read(jpegWithOrientation(picture(), 99, true)));
  }

  @Test
  void read_grey16BitPng_keepsItsTones() throws IOException {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 60 * 257);
    deep.getRaster().setSample(1, 0, 0, 200 * 257);
    Frame frame = read(encoded(deep, "png"));
    assertThat(frame.format()).isEqualTo(PixelFormat.GRAY8);
    assertThat(frame.pixels().get(0) & 0xff).isEqualTo(60);
    assertThat(frame.pixels().get(1) & 0xff).isEqualTo(200);
  }

  @Test
  void read_colour16BitPng_keepsItsColours() throws IOException {
    ImageTypeSpecifier type =
        ImageTypeSpecifier.createInterleaved(
            java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_sRGB),
            new int[] {0, 1, 2},
            DataBuffer.TYPE_USHORT,
            false,
            false);
    BufferedImage deep = type.createBufferedImage(1, 1);
    deep.getRaster().setPixel(0, 0, new int[] {200 * 257, 100 * 257, 50 * 257});
    Color color = new Color(read(encoded(deep, "png")).toBufferedImage().getRGB(0, 0));
    assertThat(color.getRed()).isCloseTo(200, within(1));
    assertThat(color.getGreen()).isCloseTo(100, within(1));
    assertThat(color.getBlue()).isCloseTo(50, within(1));
  }

  @Test
  void read_animatedGif_givesTheFirstFrame() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      writer.writeToSequence(new IIOImage(picture(), null, null), null);
      writer.writeToSequence(
          new IIOImage(new BufferedImage(64, 32, BufferedImage.TYPE_3BYTE_BGR), null, null), null);
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    assertUpright(read(out.toByteArray()));
  }

  /** A JPEG of four components with Adobe's marker, as image editors write CMYK. */
  private static byte[] cmyk() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      // Adobe stores what each ink leaves of the light: full cyan, no magenta, half the yellow, no
      // black
      inks.setPixel(i % 16, i / 16, new int[] {0, 255, 128, 255});
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(inks, null, null));
    } finally {
      writer.dispose();
    }
    byte[] jpeg = out.toByteArray();
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(jpeg, 0, 2);
    marked.write(
        new byte[] {
          (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
        });
    marked.write(jpeg, 2, jpeg.length - 2);
    return marked.toByteArray();
  }

  @Test
  void read_cmykJpeg_isConverted_orSaysWhatToDo() throws IOException {
    byte[] bytes = cmyk();
    Frame frame;
    try {
      frame = read(bytes);
    } catch (ImageException e) { // the JDK of this build does not decode CMYK
      assertThat(e).hasMessageContaining("CMYK").hasMessageContaining("convert it to RGB");
      return;
    }
    Color color = new Color(frame.toBufferedImage().getRGB(8, 8));
    assertThat(color.getRed()).isCloseTo(0, within(6));
    assertThat(color.getGreen()).isCloseTo(255, within(6));
    assertThat(color.getBlue()).isCloseTo(128, within(6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void read_truncated_isNamed(String format) throws IOException {
    byte[] whole = encoded(noisy(), format);
    for (double share : new double[] {0.3, 0.6, 0.9}) {
      byte[] part = Arrays.copyOf(whole, (int) (whole.length * share));
      assertThatThrownBy(() -> read(part))
          .as("%s of %s", share, format)
          .isInstanceOf(ImageException.class);
    }
  }

  private static BufferedImage noisy() {
    BufferedImage image = new BufferedImage(128, 128, BufferedImage.TYPE_3BYTE_BGR);
    java.util.Random random = new java.util.Random(5);
    for (int i = 0; i < 128 * 128; i++) {
      image.setRGB(i % 128, i / 128, random.nextInt(0x1000000));
    }
    return image;
  }

  private static byte[] tiffOfLzw(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType("LZW");
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tiff"})
  void read_anyBytesChanged_givesAFrameOrAnImageException(String format) throws IOException {
    byte[] whole = format.equals("tiff") ? tiffOfLzw(picture()) : encoded(picture(), format);
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = whole.clone();
      for (int changes = random.nextInt(6); changes >= 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read(bytes)).isNotNull();
      } catch (ImageException e) {
        assertThat(e).hasMessageContaining("the stream");
      }
    }
  }

  @Test
  void read_empty_isNamed() {
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void read_noPicture_listsTheFormats() {
    assertThatThrownBy(() -> read("hello, world".getBytes("UTF-8")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("jpeg")
        .hasMessageContaining("png");
  }

  @Test
  void read_onePixel() throws IOException {
    Frame frame = read(encoded(new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR), "png"));
    assertThat(frame.width() * frame.height()).isEqualTo(1);
  }

  /**
   * The header of a PNG of 20,000 x 20,000 pixels; nothing follows, since nothing may be decoded.
   */
  @Test
  void read_tooManyPixels_isRefusedFromTheHeader() throws IOException {
    byte[] png = encoded(picture(), "png");
    ByteBuffer header = ByteBuffer.wrap(png);
    header.putInt(16, 20_000).putInt(20, 20_000);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(png, 12, 17);
    header.putInt(29, (int) crc.getValue());
    assertThatThrownBy(() -> read(png))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("20000x20000")
        .hasMessageContaining("64000000");
  }

  @Test
  void read_fileOfManyMegabytes_isRefusedBeforeItIsRead(@TempDir Path dir) throws IOException {
    Path large = dir.resolve("large.png");
    Files.write(large, encoded(picture(), "png"));
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    assertThatThrownBy(() -> Frame.read(large))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("large.png has more than 256 MB");
  }

  @Test
  void read_file_namesItInErrors(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("note.jpg");
    Files.writeString(file, "not a picture");
    assertThatThrownBy(() -> Frame.read(file))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("note.jpg");
    assertThatThrownBy(() -> Frame.read(dir.resolve("absent.jpg")))
        .isInstanceOf(NoSuchFileException.class);
  }

  /**
   * A few hundred kilobytes of deflated zeros, which a reader of metadata makes half a gigabyte.
   */
  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iTXt"})
  void read_textThatUnpacksToFarMore_isNotUnpacked(String type) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write(new byte[type.equals("iTXt") ? 6 : 3]);
    byte[] content = text.toByteArray();
    content[0] = 'x'; // the keyword
    if (type.equals("iTXt")) {
      content[2] = 1; // compressed
    }
    text.reset();
    text.write(content);
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(text)) {
      for (int i = 0; i < 512; i++) {
        deflater.write(new byte[1 << 20]);
      }
    }
    byte[] png = encoded(picture(), "png");
    int afterHeader = 8 + 25;
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(png, 0, afterHeader);
    bomb.write(chunk(type, text.toByteArray()));
    bomb.write(png, afterHeader, png.length - afterHeader);

    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(read(bomb.toByteArray()).width()).isEqualTo(64);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64 << 20);
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(name)
        .put(content)
        .putInt((int) crc.getValue())
        .array();
  }
}
