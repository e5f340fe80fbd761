package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrownTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "-bn"})
  void convert_vgg16_givesVgg19ThatComputesTheSame(String form) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network shallow = new Network(Networks.named("vgg16" + form, 7), manager, false);
      Layer.Stack stack = Networks.named("vgg19" + form, 7);
      Network deep = new Network(stack, manager, false);

      Map<String, NDArray> weights =
          Grown.convert(shallow.weights(), stack, manager, 1).orElseThrow();
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
          Grown.convert(shallow.weights(), Networks.named("vgg19-bn", 7), manager, 1).orElseThrow();

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
  void convert_wider_computesTheSameInEachCopyOfAChannel() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network small = new Network(Networks.named("ferplus", 8), manager, false);
      Layer.Stack vgg = Networks.named("vgg16-bn", 7);

      Map<String, NDArray> weights = Grown.convert(small.weights(), vgg, manager, 1).orElseThrow();

      // Both without what comes after the fourth stage's convolutions, where the heads begin.
      Network features = new Network(features(Networks.named("ferplus", 8), 4), manager, false);
      features.load(kept(small.weights(), features));
      Network wide = new Network(features(vgg, 4), manager, false);
      wide.load(kept(weights, wide));
      NDArray pictures = manager.randomNormal(0, 1, new Shape(1, 1, 48, 48), DataType.FLOAT32);
      float[] expected = features.forward(pictures, false).toFloatArray();
      float[] actual = wide.forward(pictures, false).toFloatArray();
      assertThat(expected).hasSize(256);
      assertThat(actual).hasSize(512);
      // The third convolution of the wide fourth stage is the identity.
      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i % 256], within(1e-3f));
      }
      // Copies of a channel are divided unevenly by what reads them, or they would stay alike.
      NDArray reader = weights.get("conv9.weight").get(0).flatten();
      assertThat(reader.get("0:9").sub(reader.get(256 * 9 + ":" + 257 * 9)).abs().max().getFloat())
          .isGreaterThan(1e-3f);
    }
  }

  private static Layer.Stack features(Layer.Stack stack, int stages) {
    List<Layer> layers = new ArrayList<>();
    int pools = 0;
    for (Layer layer : stack.layers()) {
      boolean pool = layer instanceof Layer.MaxPool || layer instanceof Layer.GlobalAveragePool;
      if (pool && ++pools == stages) {
        layers.add(new Layer.GlobalAveragePool());
        return new Layer.Stack(stack.name(), stack.classes(), layers);
      }
      layers.add(layer);
    }
    throw new IllegalArgumentException(stack.name());
  }

  private static Map<String, NDArray> kept(Map<String, NDArray> weights, Network network) {
    Map<String, NDArray> kept = new LinkedHashMap<>(weights);
    kept.keySet().retainAll(network.weights().keySet());
    return kept;
  }

  @Test
  void convert_headsThatDiffer_areLeftOut() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> weights =
          Grown.convert(
                  new Network(Networks.named("ferplus", 7), manager, false).weights(),
                  Networks.named("vgg19-bn", 7),
                  manager,
                  1)
              .orElseThrow();

      assertThat(weights.keySet()).allMatch(name -> name.startsWith("conv"));
      assertThat(weights).containsKeys("conv1.weight", "conv16.weight", "conv16.runningVar");
    }
  }

  @Test
  void convert_largerOrSameNetwork_isLeftAlone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Layer.Stack stack = Networks.named("vgg16-bn", 7);

      for (String name : List.of("vgg16-bn", "vgg19-bn", "vgg16")) {
        Network other = new Network(Networks.named(name, 7), manager, false);
        assertThat(Grown.convert(other.weights(), stack, manager, 1)).as(name).isEmpty();
      }
    }
  }
}
