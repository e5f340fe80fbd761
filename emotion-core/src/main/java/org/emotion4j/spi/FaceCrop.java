package org.emotion4j.spi;

import org.emotion4j.model.ModelInput;

/**
 * An upright picture of one face, ready for the {@link Preprocessor}: 8 bits a channel, rows
 * without padding, top row first, grey or red-green-blue interleaved.
 */
public final class FaceCrop {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] pixels;

  /**
   * @param channels 1 for grey, 3 for red, green, blue
   * @param pixels {@code width * height * channels} bytes; handed over, not copied
   * @throws IllegalArgumentException if the number of channels or bytes does not fit
   */
  public FaceCrop(int width, int height, int channels, byte[] pixels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("a crop has 1 or 3 channels, got " + channels);
    }
    if (pixels.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          "a crop of "
              + width
              + "x"
              + height
              + "x"
              + channels
              + " takes "
              + (long) width * height * channels
              + " bytes, got "
              + pixels.length);
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.pixels = pixels;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** 1 for grey, 3 for red, green, blue. */
  public int channels() {
    return channels;
  }

  /** The bytes themselves, not a copy; not to be changed. */
  public byte[] pixels() {
    return pixels;
  }

  /** Whether the crop has the size and number of channels that an input takes. */
  public boolean fits(ModelInput input) {
    return width == input.width()
        && height == input.height()
        && channels == input.channels().count();
  }

  /**
   * @throws IllegalArgumentException unless the crop {@link #fits}
   */
  public void requireFits(ModelInput input) {
    if (!fits(input)) {
      throw new IllegalArgumentException(
          "a crop is "
              + width
              + "x"
              + height
              + "x"
              + channels
              + ", the model takes "
              + input.width()
              + "x"
              + input.height()
              + "x"
              + input.channels().count());
    }
  }
}
