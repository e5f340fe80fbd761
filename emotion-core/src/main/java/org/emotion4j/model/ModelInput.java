package org.emotion4j.model;

import java.util.Objects;

/**
 * What goes into a network: one picture of a face.
 *
 * @param layout order of the axes of the batch
 * @param width in pixels
 * @param height in pixels
 * @param channels colours and their order
 * @param normalization how pixels become numbers
 * @param crop how the face lies in the picture
 */
public record ModelInput(
    Layout layout,
    int width,
    int height,
    Channels channels,
    Normalization normalization,
    CropRule crop) {
  /** Order of the axes: N pictures, C channels, H rows, W columns. */
  public enum Layout {
    NCHW,
    NHWC
  }

  /** Colours and the order in which a network takes them. */
  public enum Channels {
    /** One channel, luma by ITU-R BT.601. */
    GRAY(1),
    RGB(3),
    BGR(3);

    private final int count;

    Channels(int count) {
      this.count = count;
    }

    public int count() {
      return count;
    }
  }

  private static final int MAX_SIDE = 1024;

  public ModelInput {
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(channels, "channels");
    Objects.requireNonNull(crop, "crop");
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw new IllegalArgumentException(
          "width and height must lie in [1, " + MAX_SIDE + "], got " + width + "x" + height);
    }
    if (normalization instanceof Normalization.Fixed fixed
        && fixed.mean().size() != channels.count()) {
      throw new IllegalArgumentException(
          channels
              + " has "
              + channels.count()
              + " channels, but mean has "
              + fixed.mean().size()
              + " numbers");
    }
  }

  /** Numbers in one picture: width x height x channels. */
  public int elements() {
    return width * height * channels.count();
  }
}
