package org.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.emotion4j.Emotion;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelOutput;
import org.emotion4j.model.TestModels;
import org.junit.jupiter.api.Test;

class ClassificationTest {
  private static ModelDescriptor logits(double temperature, boolean reliability) {
    return TestModels.descriptor(ModelOutput.Kind.LOGITS, temperature, reliability);
  }

  @Test
  void decode_logits_isSoftmaxInTheModelsOrder() {
    List<Classification> all =
        Classification.decode(logits(1, false), new float[] {0, (float) Math.log(3), 1, 1}, 2);
    assertThat(all.get(0).scores().score(Emotion.HAPPINESS)).isCloseTo(0.25, within(1e-6));
    assertThat(all.get(0).scores().score(Emotion.SADNESS)).isCloseTo(0.75, within(1e-6));
    assertThat(all.get(1).scores().score(Emotion.SADNESS)).isCloseTo(0.5, within(1e-6));
    assertThat(all.get(0).reliability()).isEmpty();
  }

  @Test
  void decode_temperature_dividesTheLogits() {
    Classification c =
        Classification.decode(logits(2, false), new float[] {0, (float) (2 * Math.log(3))}, 1)
            .get(0);
    assertThat(c.scores().score(Emotion.SADNESS)).isCloseTo(0.75, within(1e-6));
  }

  @Test
  void decode_hugeLogits_doNotOverflow() {
    Classification c =
        Classification.decode(logits(1, false), new float[] {3e38f, -3e38f}, 1).get(0);
    assertThat(c.scores().score(Emotion.HAPPINESS)).isEqualTo(1);
  }

  @Test
  void decode_reliability_isTheSigmoidOfTheLastNumber() {
    Classification c =
        Classification.decode(logits(1, true), new float[] {0, 0, (float) Math.log(4)}, 1).get(0);
    assertThat(c.reliability().getAsDouble()).isCloseTo(0.8, within(1e-6));
  }

  @Test
  void decode_probabilities_areTakenAsTheyAre() {
    ModelDescriptor d = TestModels.descriptor(ModelOutput.Kind.PROBABILITIES, 1, false);
    assertThat(Classification.decode(d, new float[] {0.2f, 0.8f}, 1).get(0).scores().topScore())
        .isCloseTo(0.8, within(1e-6));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Classification.decode(d, new float[] {0.2f, 0.2f}, 1));
  }

  @Test
  void decode_wrongCountOrNaN_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Classification.decode(logits(1, false), new float[3], 1))
        .withMessageContaining("3 numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Classification.decode(logits(1, false), new float[] {Float.NaN, 0}, 1))
        .withMessageContaining("NaN");
  }
}
