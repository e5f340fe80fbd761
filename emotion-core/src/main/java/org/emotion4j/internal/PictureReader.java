package org.emotion4j.internal;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.emotion4j.ImageException;
import org.jspecify.annotations.Nullable;

/** Picture files into upright pixels, or an {@link ImageException} that says why not. */
public final class PictureReader {
  /** Larger than any file within the pixel limit needs; refused before it is read into memory. */
  private static final long MAX_FILE_BYTES = 256L << 20;

  // JPEG markers (ITU-T T.81, table B.1)
  private static final int START_OF_IMAGE = 0xd8;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP1 = 0xe1;

  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

  private PictureReader() {}

  public static BufferedImage read(Path file, long maxPixels) throws IOException {
    long size = Files.size(file);
    if (size > MAX_FILE_BYTES) {
      throw tooManyBytes(file.toString());
    }
    return decode(Files.readAllBytes(file), file.toString(), maxPixels);
  }

  public static BufferedImage read(InputStream stream, long maxPixels) throws IOException {
    byte[] bytes = stream.readNBytes((int) MAX_FILE_BYTES + 1);
    if (bytes.length > MAX_FILE_BYTES) {
      throw tooManyBytes("the stream");
    }
    return decode(bytes, "the stream", maxPixels);
  }

  private static ImageException tooManyBytes(String source) {
    return new ImageException(
        source + " has more than " + (MAX_FILE_BYTES >> 20) + " MB: not read as a picture");
  }

  private static BufferedImage decode(byte[] bytes, String source, long maxPixels) {
    if (bytes.length == 0) {
      throw new ImageException(source + " is empty: no picture to read");
    }
    // A memory stream, since ImageIO would otherwise write a cache file.
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new ImageException(
            source
                + " is not a picture in a known format; known are "
                + String.join(", ", formats()));
      }
      ImageReader reader = readers.next();
      try {
        // Metadata has no limit: a text of one megabyte in a PNG file unpacks to one gigabyte. Only
        // TIFF keeps the orientation there.
        boolean tiff = reader.getFormatName().toLowerCase(Locale.ROOT).startsWith("tif");
        reader.setInput(input, false, !tiff);
        return upright(pixels(reader, source, maxPixels), orientation(bytes, tiff ? reader : null));
      } finally {
        reader.dispose();
      }
    } catch (ImageException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      // A damaged TIFF may ask for any number of bytes for a strip, whatever its size in pixels.
      throw new ImageException(source + " takes more memory to decode than there is", e);
    } catch (IOException | RuntimeException | InternalError | StackOverflowError e) {
      // The JDK's readers let their own array arithmetic and nulls escape on damaged files.
      throw new ImageException(source + " cannot be read as a picture: " + e.getMessage(), e);
    }
  }

  private static java.util.Set<String> formats() {
    java.util.Set<String> names = new java.util.TreeSet<>();
    for (String name : ImageIO.getReaderFormatNames()) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static BufferedImage pixels(ImageReader reader, String source, long maxPixels)
      throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > maxPixels) {
      throw new ImageException(
          source
              + " has "
              + width
              + "x"
              + height
              + " pixels, over the limit of "
              + maxPixels
              + ": scale it down, or raise the limit of Frame.read");
    }
    AtomicReference<@Nullable String> warning = new AtomicReference<>();
    reader.addIIOReadWarningListener((from, text) -> warning.set(text));
    BufferedImage image;
    try {
      image = reader.read(0);
    } catch (IIOException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("Unsupported Image Type") || message.contains("Inconsistent metadata")) {
        throw new ImageException(
            source
                + " has a colour model that the JDK cannot decode (CMYK, most likely): convert it"
                + " to RGB, or add com.twelvemonkeys.imageio:imageio-jpeg to the class path",
            e);
      }
      throw e;
    }
    // The JPEG reader fills what is missing with grey and only warns.
    String said = warning.get();
    if (said != null
        && (said.contains("EOF") || said.contains("end of") || said.contains("orrupt"))) {
      throw new ImageException(source + " is damaged or cut short: " + said);
    }
    return image;
  }

  /** The EXIF orientation, 1 to 8; 1 when there is none or it is damaged, as viewers do. */
  private static int orientation(byte[] file, @Nullable ImageReader tiff) {
    try {
      if (tiff != null) {
        return orientation(TIFFDirectory.createFromMetadata(tiff.getImageMetadata(0)));
      }
      byte[] exif = exifSegment(file);
      return exif == null ? 1 : exifOrientation(exif);
    } catch (IOException | RuntimeException e) {
      return 1;
    }
  }

  /**
   * The EXIF segment of a JPEG file, or null. Read from the bytes, since the JDK's metadata gives
   * up on files that it decodes well, such as those with EXIF before JFIF.
   */
  private static byte @Nullable [] exifSegment(byte[] file) {
    if (file.length < 2 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != START_OF_IMAGE) {
      return null;
    }
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
      int marker = file[at + 1] & 0xff;
      if (marker == 0xff) { // a fill byte
        at++;
        continue;
      }
      int end = at + 2 + (((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
      if (marker == START_OF_SCAN || end < at + 4 || end > file.length) {
        return null;
      }
      byte[] segment = Arrays.copyOfRange(file, at + 4, end);
      if (marker == APP1 && isExif(segment)) {
        return segment;
      }
      at = end;
    }
    return null;
  }

  private static boolean isExif(byte[] segment) {
    return segment.length > EXIF.length
        && Arrays.equals(segment, 0, EXIF.length, EXIF, 0, EXIF.length);
  }

  /** An EXIF segment is a TIFF file without a picture, which the JDK's TIFF reader parses. */
  private static int exifOrientation(byte[] segment) throws IOException {
    ImageReader tiff = ImageIO.getImageReadersByFormatName("tiff").next();
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(
            new ByteArrayInputStream(segment, EXIF.length, segment.length - EXIF.length))) {
      tiff.setInput(input);
      return orientation(TIFFDirectory.createFromMetadata(tiff.getImageMetadata(0)));
    } finally {
      tiff.dispose();
    }
  }

  private static int orientation(TIFFDirectory directory) {
    TIFFField field = directory.getTIFFField(BaselineTIFFTagSet.TAG_ORIENTATION);
    int value = field == null ? 1 : field.getAsInt(0);
    return value >= 1 && value <= 8 ? value : 1;
  }

  private static BufferedImage upright(BufferedImage image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    int w = image.getWidth();
    int h = image.getHeight();
    AffineTransform toUpright =
        switch (orientation) {
          case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
          case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
          case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
          case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
          case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
          case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
          default -> new AffineTransform(0, -1, 1, 0, 0, w);
        };
    boolean turned = orientation >= 5;
    // Drawing grey into grey of the same type keeps its values.
    int type =
        image.getType() == BufferedImage.TYPE_BYTE_GRAY
            ? BufferedImage.TYPE_BYTE_GRAY
            : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage result = new BufferedImage(turned ? h : w, turned ? w : h, type);
    Graphics2D graphics = result.createGraphics();
    graphics.drawImage(image, toUpright, null);
    graphics.dispose();
    return result;
  }
}
