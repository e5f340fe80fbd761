package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeepenedTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "-bn"})
  void convert_vgg16_givesVgg19ThatComputesTheSame(String form) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network shallow = new Network(Networks.named("vgg16" + form, 7), manager, false);
      Layer.Stack stack = Networks.named("vgg19" + form, 7);
      Network deep = new Network(stack, manager, false);

      Map<String, NDArray> weights =
          Deepened.convert(shallow.weights(), stack, manager).orElseThrow();
      deep.load(weights);

      NDArray pictures = manager.randomNormal(0, 1, new Shape(2, 1, 48, 48), DataType.FLOAT32);
      float[] expected = shallow.forward(pictures, false).toFloatArray();
      float[] actual = deep.forward(pictures, false).toFloatArray();
      assertThat(actual).hasSize(16).containsExactly(expected, within(1e-3f));
      assertThat(expected[0]).isNotZero();
    }
  }

  @Test
  void convert_batchNormalisedInTraining_staysNearTheIdentity() {
    try (NDManager manager = NDManager.newBaseManager()) {
      // What batch normalisation makes of normal values: beta and gamma of several sizes.
      Network shallow = new Network(Networks.named("vgg16-bn", 7), manager, false);
      shallow.weight("conv7.beta").addi(0.3f);
      shallow.weight("conv7.gamma").muli(0.5f);

      Map<String, NDArray> weights =
          Deepened.convert(shallow.weights(), Networks.named("vgg19-bn", 7), manager).orElseThrow();

      // Measured on the same distribution, whatever the formula says.
      NDArray seen =
          manager.randomNormal(0.3f, 0.5f, new Shape(400_000), DataType.FLOAT32).maximum(0);
      float mean = seen.mean().getFloat();
      float variance = seen.square().mean().getFloat() - mean * mean;
      assertThat(weights.get("conv8.beta").getFloat(0)).isCloseTo(mean, within(0.005f));
      assertThat(weights.get("conv8.runningVar").getFloat(0)).isCloseTo(variance, within(0.005f));
    }
  }

  @Test
  void convert_otherOrSameNetwork_isLeftAlone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Layer.Stack stack = Networks.named("vgg19-bn", 7);

      assertThat(
              Deepened.convert(
                  new Network(Networks.named("ferplus", 7), manager, false).weights(),
                  stack,
                  manager))
          .isEmpty();
      assertThat(Deepened.convert(new Network(stack, manager, false).weights(), stack, manager))
          .isEmpty();
      assertThat(
              Deepened.convert(
                  new Network(Networks.named("vgg16", 7), manager, false).weights(),
                  stack,
                  manager))
          .isEmpty();
    }
  }
}
