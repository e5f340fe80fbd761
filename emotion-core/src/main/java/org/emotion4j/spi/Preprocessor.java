package org.emotion4j.spi;

import java.nio.FloatBuffer;
import java.util.List;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.Normalization;

/**
 * Crops into a network's input: order of channels, layout and normalisation as the model's
 * description says. Training uses this class too, so what a network learned from and what it is
 * served cannot drift apart.
 */
public final class Preprocessor {
  private Preprocessor() {}

  /**
   * Fills a batch, whose earlier content is dropped.
   *
   * @throws IllegalArgumentException if there are more crops than room, or one does not fit the
   *     batch's input
   */
  public static void fill(FaceBatch batch, List<FaceCrop> crops) {
    ModelInput input = batch.input();
    if (crops.size() > batch.capacity()) {
      throw new IllegalArgumentException(crops.size() + " crops, but room for " + batch.capacity());
    }
    FloatBuffer out = batch.storage();
    for (int i = 0; i < crops.size(); i++) {
      FaceCrop crop = crops.get(i);
      crop.requireFits(input);
      write(crop.pixels(), input, out, i * input.elements());
    }
    batch.setSize(crops.size());
  }

  private static void write(byte[] pixels, ModelInput input, FloatBuffer out, int at) {
    int channels = input.channels().count();
    int area = input.width() * input.height();
    float[] scale = new float[channels];
    float[] offset = new float[channels];
    coefficients(pixels, input, scale, offset);
    boolean planar = input.layout() == ModelInput.Layout.NCHW;
    boolean reversed = input.channels() == ModelInput.Channels.BGR;
    for (int c = 0; c < channels; c++) {
      int source = reversed ? channels - 1 - c : c;
      float a = scale[c];
      float b = offset[c];
      int position = planar ? at + c * area : at + c;
      int step = planar ? 1 : channels;
      for (int i = 0; i < area; i++) {
        out.put(position + i * step, (pixels[i * channels + source] & 0xff) * a + b);
      }
    }
  }

  /** Normalisation as one multiplication and one addition a byte. */
  private static void coefficients(byte[] pixels, ModelInput input, float[] scale, float[] offset) {
    Normalization normalization = input.normalization();
    if (normalization instanceof Normalization.PerImage perImage) {
      // Whole numbers, so that the result does not depend on the order of summation.
      long sum = 0;
      long squares = 0;
      for (byte pixel : pixels) {
        int value = pixel & 0xff;
        sum += value;
        squares += (long) value * value;
      }
      double n = pixels.length;
      double mean = sum / n / 255;
      double variance = Math.max(0, squares / n / (255 * 255) - mean * mean);
      double std = Math.max(Math.sqrt(variance), perImage.minStd());
      java.util.Arrays.fill(scale, (float) (1 / (255 * std)));
      java.util.Arrays.fill(offset, (float) (-mean / std));
    } else {
      Normalization.Fixed fixed = (Normalization.Fixed) normalization;
      for (int c = 0; c < scale.length; c++) {
        double std = fixed.std().get(c);
        scale[c] = (float) (1 / (255 * std));
        offset[c] = (float) (-fixed.mean().get(c) / std);
      }
    }
  }
}
