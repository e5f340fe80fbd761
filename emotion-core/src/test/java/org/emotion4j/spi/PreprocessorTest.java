package org.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.emotion4j.model.CropRule;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.Normalization;
import org.junit.jupiter.api.Test;

class PreprocessorTest {
  private static final CropRule RULE = new CropRule(0.5, 0.4, 0.4, 0.5, 0.5, 0.8);
  private static final Normalization PLAIN =
      new Normalization.Fixed(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

  private static ModelInput input(
      ModelInput.Layout layout, ModelInput.Channels channels, Normalization n) {
    return new ModelInput(layout, 2, 1, channels, n, RULE);
  }

  private static float[] filled(ModelInput input, byte... pixels) {
    FaceBatch batch = new FaceBatch(input, 1);
    Preprocessor.fill(
        batch,
        List.of(new FaceCrop(input.width(), input.height(), input.channels().count(), pixels)));
    FloatBuffer floats = batch.floats();
    float[] all = new float[floats.remaining()];
    floats.get(all);
    return all;
  }

  /** Red 51, green 102, blue 153, then red 0, green 255, blue 51: fifths of 255. */
  private static final byte[] RGB = {51, 102, (byte) 153, 0, (byte) 255, 51};

  @Test
  void fill_rgbNchw_isPlanarRedFirst() {
    assertThat(filled(input(ModelInput.Layout.NCHW, ModelInput.Channels.RGB, PLAIN), RGB))
        .containsExactly(new float[] {0.2f, 0, 0.4f, 1, 0.6f, 0.2f}, within(1e-6f));
  }

  @Test
  void fill_bgrNchw_isPlanarBlueFirst() {
    assertThat(filled(input(ModelInput.Layout.NCHW, ModelInput.Channels.BGR, PLAIN), RGB))
        .containsExactly(new float[] {0.6f, 0.2f, 0.4f, 1, 0.2f, 0}, within(1e-6f));
  }

  @Test
  void fill_rgbNhwc_isInterleaved() {
    assertThat(filled(input(ModelInput.Layout.NHWC, ModelInput.Channels.RGB, PLAIN), RGB))
        .containsExactly(new float[] {0.2f, 0.4f, 0.6f, 0, 1, 0.2f}, within(1e-6f));
  }

  @Test
  void fill_fixed_usesTheModelsOrderOfChannels() {
    Normalization n = new Normalization.Fixed(List.of(0.6, 0.4, 0.2), List.of(0.1, 0.2, 0.4));
    assertThat(filled(input(ModelInput.Layout.NHWC, ModelInput.Channels.BGR, n), RGB))
        .containsExactly(new float[] {0, 0, 0, -4, 3, -0.5f}, within(1e-5f));
  }

  @Test
  void fill_perImage_hasMeanZeroAndDeviationOne() {
    float[] values =
        filled(
            input(
                ModelInput.Layout.NCHW, ModelInput.Channels.GRAY, new Normalization.PerImage(0.05)),
            (byte) 40,
            (byte) 240);
    assertThat(values).containsExactly(new float[] {-1, 1}, within(1e-5f));
  }

  @Test
  void fill_perImage_evenPictureIsNotBlownUp() {
    float[] values =
        filled(
            input(
                ModelInput.Layout.NCHW, ModelInput.Channels.GRAY, new Normalization.PerImage(0.05)),
            (byte) 100,
            (byte) 102);
    // one level from the mean: 1 / 255 / 0.05
    assertThat(values).containsExactly(new float[] {-0.0784f, 0.0784f}, within(1e-3f));
  }

  @Test
  void fill_severalCrops_shapeAndOrder() {
    ModelInput input =
        input(
            ModelInput.Layout.NCHW,
            ModelInput.Channels.GRAY,
            new Normalization.Fixed(List.of(0.0), List.of(1.0)));
    FaceBatch batch = new FaceBatch(input, 4);
    Preprocessor.fill(
        batch,
        List.of(
            new FaceCrop(2, 1, 1, new byte[] {0, 51}),
            new FaceCrop(2, 1, 1, new byte[] {102, (byte) 255})));
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.shape()).containsExactly(2, 1, 1, 2);
    assertThat(batch.bytes().remaining()).isEqualTo(16);
    assertThat(batch.floats().get(3)).isEqualTo(1f);
    assertThat(batch.floats().get(2)).isCloseTo(0.4f, within(1e-6f));
  }

  @Test
  void fill_cropOfAnotherSize_isRefused() {
    ModelInput input =
        input(ModelInput.Layout.NCHW, ModelInput.Channels.GRAY, new Normalization.PerImage(0.05));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Preprocessor.fill(
                    new FaceBatch(input, 1), List.of(new FaceCrop(1, 2, 1, new byte[2]))))
        .withMessageContaining("1x2x1")
        .withMessageContaining("2x1x1");
  }

  @Test
  void fill_moreThanRoom_isRefused() {
    ModelInput input =
        input(ModelInput.Layout.NCHW, ModelInput.Channels.GRAY, new Normalization.PerImage(0.05));
    FaceCrop crop = new FaceCrop(2, 1, 1, new byte[2]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Preprocessor.fill(new FaceBatch(input, 1), List.of(crop, crop)));
  }
}
