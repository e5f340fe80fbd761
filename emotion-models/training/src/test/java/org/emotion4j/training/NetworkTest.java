package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {
  @TempDir Path folder;

  @Test
  void forward_ferplus_givesALogitAClassAndOneOfReliability() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = new Network(Networks.named("ferplus", 8), manager, false);

      NDArray logits = network.forward(manager.ones(new Shape(3, 1, 48, 48)), false);

      assertThat(logits.getShape()).isEqualTo(new Shape(3, 9));
      long learnt =
          network.weights().entrySet().stream()
              .filter(entry -> network.isLearnt(entry.getKey()))
              .mapToLong(entry -> entry.getValue().size())
              .sum();
      assertThat(learnt).isLessThan(1_500_000);
      // Folded, a convolution has one bias a channel in the place of gamma and beta.
      Layer.Stack stack = Networks.named("ferplus", 8);
      long channels =
          stack.layers().stream()
              .filter(Layer.Conv.class::isInstance)
              .mapToLong(layer -> ((Layer.Conv) layer).out())
              .sum();
      assertThat(stack.parameters()).isEqualTo(learnt - channels);
      assertThat(stack.multiplyAdds()).isBetween(120_000_000L, 130_000_000L);
    }
  }

  @Test
  void weights_writtenAndRead_areTheSame() throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = new Network(Networks.named("ferplus", 8), manager, false);
      Path file = folder.resolve("weights.safetensors");

      Checkpoint.write(file, network.weights());
      Map<String, NDArray> read = Checkpoint.read(file, manager);

      assertThat(read.keySet()).isEqualTo(network.weights().keySet());
      network.weights().forEach((name, array) -> assertThat(read.get(name)).isEqualTo(array));
    }
  }

  @Test
  void decays_kernelsAlone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = new Network(Networks.named("ferplus", 8), manager, false);

      assertThat(network.weights().keySet().stream().filter(network::decays))
          .hasSize(10)
          .allMatch(name -> name.endsWith(".weight"));
    }
  }

  @Test
  void forward_everyNetwork_takesSmallerPicturesToo() {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (String name : List.of("cnn1", "cnn2", "cnn3", "cnn4")) {
        Network network = new Network(Networks.named(name, 7), manager, false);

        assertThat(network.forward(manager.ones(new Shape(2, 1, 36, 36)), false).getShape())
            .as(name)
            .isEqualTo(new Shape(2, 8));
      }
    }
  }

  @Test
  void forward_reducedPrecision_givesTheSameGradientsButForRoundingAndLeavesNothingBehind()
      throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      Layer.Stack stack = Networks.named("cnn1", 7);
      Network reduced = new Network(stack, manager, true, new Bfloat16(manager));
      Network exact = new Network(stack, manager, true);
      exact.load(reduced.weights());
      Checkpoint.write(folder.resolve("weights.safetensors"), reduced.weights());
      NDArray inputs = manager.randomNormal(0, 1, new Shape(4, 1, 48, 48), DataType.FLOAT32);
      int before = manager.getManagedArrays().size();

      NDArray expected = gradient(exact, inputs);
      NDArray actual = gradient(reduced, inputs);

      assertThat(actual.getDataType()).isEqualTo(DataType.FLOAT32);
      float cosine =
          actual.mul(expected).sum().getFloat()
              / (actual.norm().getFloat() * expected.norm().getFloat());
      assertThat(cosine).isBetween(0.95f, 0.99999f);
      assertThat(manager.getManagedArrays()).hasSize(before);
      // Evaluation is exact whatever the training is.
      exact.load(reduced.weights());
      assertThat(reduced.forward(inputs, false)).isEqualTo(exact.forward(inputs, false));
    }
  }

  /** Of the last kernels, in a manager of its own: what a step leaves elsewhere is a leak. */
  private static NDArray gradient(Network network, NDArray inputs) {
    NDArray gradient;
    try (NDManager step = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray given = inputs.duplicate();
      given.attach(step);
      collector.backward(network.forward(given, true).square().mean());
      gradient = network.weight("conv3.weight").getGradient();
      gradient.detach();
    }
    return gradient;
  }

  @Test
  void named_unknown_saysWhatIsKnown() {
    assertThatThrownBy(() -> Networks.named("resnet", 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'resnet'")
        .hasMessageContaining("ferplus");
  }

  @Test
  void json_namesTheWeightsThatTheExportLooksFor() {
    Layer.Stack stack = Networks.named("ferplus", 8);
    Set<String> expected = new HashSet<>();
    for (JsonElement element :
        LayerJson.of(stack, FerPlusVotes.LABELS, true).getAsJsonArray("layers")) {
      JsonObject layer = element.getAsJsonObject();
      List<String> suffixes =
          switch (layer.get("type").getAsString()) {
            case "conv" -> List.of("weight", "gamma", "beta", "runningMean", "runningVar");
            case "linear" -> List.of("weight", "bias");
            default -> List.of();
          };
      suffixes.forEach(suffix -> expected.add(layer.get("name").getAsString() + "." + suffix));
    }

    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(new Network(stack, manager, false).weights().keySet()).isEqualTo(expected);
    }
  }
}
