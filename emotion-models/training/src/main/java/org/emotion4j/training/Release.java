package org.emotion4j.training;

import java.util.ArrayList;
import java.util.List;

/**
 * Which layers learn in which epochs: in transfer learning the head first, then the upper
 * convolutions at a lower rate, then all (Yosinski et al., "How transferable are features in deep
 * neural networks?", 2014).
 *
 * @param steps in the order of the epochs, at least one
 */
record Release(List<Step> steps) {
  private static final String CONVOLUTION = "conv";

  /**
   * Some epochs.
   *
   * @param firstConvolution number, from 1, of the first convolution that learns, with all that
   *     come after it; more than there are: the head alone
   * @param until the epoch, counted from 0, before which the step ends
   * @param factor what the learning rate is multiplied by
   */
  record Step(int firstConvolution, int until, double factor) {
    boolean learns(String layer) {
      return !layer.startsWith(CONVOLUTION)
          || Integer.parseInt(layer.substring(CONVOLUTION.length())) >= firstConvolution;
    }
  }

  Release {
    steps = List.copyOf(steps);
  }

  /**
   * Reads {@code all}, or steps such as {@code head:2:1, conv11:6:0.3, all:20:0.1}: what learns,
   * until which epoch, and what the rate is multiplied by.
   *
   * @param epochs of the whole training, where the last step must end
   * @throws IllegalArgumentException if it is none of these; the message shows an example
   */
  static Release parse(String text, int epochs) {
    if (text.equals("all")) {
      return new Release(List.of(new Step(1, epochs, 1)));
    }
    List<Step> steps = new ArrayList<>();
    try {
      int before = 0;
      for (String part : text.split(",", -1)) {
        String[] cells = part.strip().split(":", -1);
        Step step =
            new Step(first(cells[0]), Integer.parseInt(cells[1]), Double.parseDouble(cells[2]));
        if (cells.length != 3 || step.until() <= before || step.factor() <= 0) {
          throw new IllegalArgumentException("'" + part.strip() + "'");
        }
        before = step.until();
        steps.add(step);
      }
      if (before != epochs) {
        throw new IllegalArgumentException("it ends at epoch " + before + " of " + epochs);
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "release = '"
              + text
              + "' is neither 'all' nor steps such as 'head:2:1, conv11:6:0.3, all:"
              + epochs
              + ":0.1', ending at the last epoch: "
              + e.getMessage(),
          e);
    }
    return new Release(steps);
  }

  private static int first(String layers) {
    return switch (layers) {
      case "all" -> 1;
      case "head" -> Integer.MAX_VALUE;
      default -> {
        if (!layers.startsWith(CONVOLUTION)) {
          throw new IllegalArgumentException("'" + layers + "' is none of all, head, conv1, …");
        }
        yield Integer.parseInt(layers.substring(CONVOLUTION.length()));
      }
    };
  }

  /** The step that an epoch, counted from 0, belongs to. */
  Step at(int epoch) {
    for (Step step : steps) {
      if (epoch < step.until()) {
        return step;
      }
    }
    return steps.get(steps.size() - 1);
  }
}
