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

  /** Moves the weights against their gradients and sets the gradients to 0. */
  void step(float rate) {
    momenta.forEach(
        (name, velocity) -> {
          if (!network.isLearnt(name)) {
            return;
          }
          // Each temporary array would live as long as the weights unless it is closed here.
          try (NDArray weight = network.weight(name).stopGradient();
              NDArray gradient = network.weight(name).getGradient()) {
            if (network.decays(name)) {
              try (NDArray pull = weight.mul(decay)) {
                gradient.addi(pull);
              }
            }
            velocity.muli(momentum).addi(gradient);
            try (NDArray ahead = velocity.mul(momentum)) {
              gradient.addi(ahead);
            }
            gradient.muli(rate);
            weight.subi(gradient);
            gradient.muli(0);
          }
        });
  }
}
