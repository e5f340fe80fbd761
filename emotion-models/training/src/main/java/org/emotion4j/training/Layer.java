package org.emotion4j.training;

import java.util.List;

/**
 * One step of a network, as data: {@link Network} builds the trainable block from it, and the
 * export reads the same list from {@code network.json}.
 */
public sealed interface Layer {

  /**
   * A square convolution with stride 1 and padding that keeps the size, batch normalisation or a
   * bias, and ReLU.
   *
   * @param name names its parameters: {@code name.weight}, {@code name.gamma} and so on
   * @param in channels read
   * @param out channels made
   * @param kernel width of the kernel, odd
   * @param batchNorm whether there is batch normalisation; a bias, {@code name.bias}, if not
   */
  record Conv(String name, int in, int out, int kernel, boolean batchNorm) implements Layer {}

  /** Maximum of each 2x2 square, stride 2. */
  record MaxPool() implements Layer {}

  /** Mean of each channel over the whole picture. */
  record GlobalAveragePool() implements Layer {}

  /** All values of a picture in one row, channel by channel. */
  record Flatten() implements Layer {}

  /** The hyperbolic tangent of each value. */
  record Tanh() implements Layer {}

  /**
   * Drops values while training.
   *
   * @param rate the probability to drop one
   */
  record Dropout(float rate) implements Layer {}

  /**
   * A fully connected layer with a bias.
   *
   * @param name names its parameters: {@code name.weight}, {@code name.bias}
   * @param in values read
   * @param out values made
   */
  record Linear(String name, int in, int out) implements Layer {}

  /**
   * A stack of layers that ends in one logit a class and, last, the logit of reliability.
   *
   * @param name what the configuration calls it
   * @param classes number of classes, so that the output has one value more
   * @param layers first to last, for 1x48x48 pictures
   */
  record Stack(String name, int classes, List<Layer> layers) {
    /** Copies the list. */
    public Stack {
      layers = List.copyOf(layers);
    }

    /** How many times the picture becomes half as wide and high. */
    public int halvings() {
      return (int) layers.stream().filter(layer -> layer instanceof MaxPool).count();
    }

    /** Learnt numbers after batch normalisation is folded into the convolutions. */
    public long parameters() {
      long sum = 0;
      for (Layer layer : layers) {
        if (layer instanceof Conv conv) {
          sum += ((long) conv.in() * conv.kernel() * conv.kernel() + 1) * conv.out();
        } else if (layer instanceof Linear linear) {
          sum += (linear.in() + 1L) * linear.out();
        }
      }
      return sum;
    }

    /** Multiplications, each with an addition, that one 48x48 picture takes. */
    public long multiplyAdds() {
      long sum = 0;
      long side = Fer2013Csv.SIDE;
      for (Layer layer : layers) {
        if (layer instanceof Conv conv) {
          sum += side * side * conv.kernel() * conv.kernel() * conv.in() * conv.out();
        } else if (layer instanceof MaxPool) {
          side /= 2;
        } else if (layer instanceof Linear linear) {
          sum += (long) linear.in() * linear.out();
        }
      }
      return sum;
    }
  }
}
