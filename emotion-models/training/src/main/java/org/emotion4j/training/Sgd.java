package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with Nesterov's momentum, as PyTorch computes it (Sutskever et al.,
 * 2013), and weight decay. DJL's own keeps its momentum to itself, so that a run could not resume.
 */
final class Sgd {
  private final Network network;
  private final Map<String, NDArray> momenta = new LinkedHashMap<>();
  private final float momentum;
  private final float decay;

  Sgd(Network network, NDManager manager, float momentum, float decay) {
    this.network = network;
    this.momentum = momentum;
    this.decay = decay;
    network
        .weights()
        .forEach(
            (name, weight) -> {
              if (network.isLearnt(name)) {
                momenta.put(name, manager.zeros(weight.getShape()));
              }
            });
  }

  /** The momentum of each learnt weight by name; changed in place. */
  Map<String, NDArray> momenta() {
    return momenta;
  }

  /**
   * Moves the weights against their gradients and sets the gradients to 0.
   *
   * @param scratch takes the temporary arrays
   */
  void step(float rate, NDManager scratch) {
    momenta.forEach(
        (name, velocity) -> {
          NDArray weight = network.weight(name);
          try (NDArray gradient = weight.getGradient();
              NDArray plain = weight.stopGradient()) {
            gradient.attach(scratch);
            plain.attach(scratch);
            if (network.decays(name)) {
              gradient.addi(plain.mul(decay));
            }
            velocity.muli(momentum).addi(gradient);
            gradient.addi(velocity.mul(momentum));
            plain.subi(gradient.mul(rate));
            gradient.muli(0);
          }
        });
  }
}
