package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SgdTest {
  private static final String BIAS = "linear.bias";

  private final NDManager manager = NDManager.newBaseManager();
  private final Network network = new Network(Networks.named("ferplus", 8), manager, true);

  @AfterEach
  void free() {
    manager.close();
  }

  /** The gradient of the summed logits is 1 for each bias and picture: 2 for two pictures. */
  private void gradientOfTwo() {
    try (NDManager scratch = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray logits = network.forward(scratch.ones(new Shape(2, 1, 48, 48)), true);
      collector.backward(logits.sum());
    }
  }

  private float bias() {
    return network.weight(BIAS).toFloatArray()[0];
  }

  @Test
  void step_followsNesterovAsPyTorchDoes() {
    Sgd sgd = new Sgd(network, manager, 0.9f, 5e-4f);

    gradientOfTwo();
    sgd.step(0.1f);
    // velocity 2; the step is 0.1 (2 + 0.9 * 2)
    assertThat(bias()).isCloseTo(-0.38f, within(1e-5f));

    gradientOfTwo();
    sgd.step(0.1f);
    // velocity 0.9 * 2 + 2 = 3.8; the step is 0.1 (2 + 0.9 * 3.8)
    assertThat(bias()).isCloseTo(-0.38f - 0.542f, within(1e-5f));
  }

  @Test
  void step_leavesNoArraysBehind() {
    Sgd sgd = new Sgd(network, manager, 0.9f, 5e-4f);
    int before = manager.getManagedArrays().size();

    gradientOfTwo();
    sgd.step(0.1f);

    assertThat(manager.getManagedArrays()).hasSize(before);
  }
}
