package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * Weights of a smaller network for a larger one, such as VGG16's for VGG19, or the default
 * network's for VGG16, so that the larger one begins with what the smaller one had learnt (Chen,
 * Goodfellow and Shlens, "Net2Net: Accelerating Learning via Knowledge Transfer", 2016).
 *
 * <p>Deeper (section 3.1): the convolutions that a stage has more, its last ones, and those of
 * further stages begin as the identity. Batch normalisation would undo an identity, unless its
 * gamma and beta are the standard deviation and the mean of what comes in. What comes in is what
 * the batch normalisation before made, normally distributed with its beta and gamma, without the
 * negative values.
 *
 * <p>Wider (section 3.2): the channels that a convolution has more are copies of the ones it had,
 * taken in turn. What reads a copied channel divides its kernel among the copies, by shares that
 * are random and differ from reader to reader: so copies compute the same at first and learn
 * different things from then on.
 */
final class Grown {
  private final Map<String, NDArray> small;
  private final NDManager manager;
  private final Random random;
  private final Map<String, NDArray> result = new LinkedHashMap<>();

  private Grown(Map<String, NDArray> small, NDManager manager, long seed) {
    this.small = small;
    this.manager = manager;
    this.random = new Random(seed);
  }

  /**
   * Weights for the convolutions of the stack, and for its fully connected layers if the smaller
   * network has the same ones.
   *
   * @param small weights by name
   * @param seed of the shares in which kernels are divided
   * @return by the stack's names; empty if the weights are not of a network of {@link Networks}
   *     with at most as many stages, convolutions in them and channels
   */
  static Optional<Map<String, NDArray>> convert(
      Map<String, NDArray> small, Layer.Stack stack, NDManager manager, long seed) {
    List<List<Layer.Conv>> many = stages(stack);
    for (String name : Networks.names()) {
      Layer.Stack other = Networks.named(name, stack.classes());
      List<List<Layer.Conv>> few = stages(other);
      if (isOf(small, other) && isSmaller(few, many)) {
        Grown grown = new Grown(small, manager, seed);
        grown.convolutions(few, many);
        if (head(other).equals(head(stack))) {
          grown.moveHead();
        }
        return Optional.of(grown.result);
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(Map<String, NDArray> weights, Layer.Stack stack) {
    long layers = weights.keySet().stream().filter(name -> name.endsWith(".weight")).count();
    List<Layer.Conv> convolutions = stages(stack).stream().flatMap(List::stream).toList();
    return layers == convolutions.size() + head(stack).size()
        && convolutions.stream().allMatch(conv -> isOf(weights, conv));
  }

  private static boolean isOf(Map<String, NDArray> weights, Layer.Conv conv) {
    NDArray weight = weights.get(conv.name() + ".weight");
    return weight != null
        && weight.getShape().equals(new Shape(conv.out(), conv.in(), conv.kernel(), conv.kernel()))
        && weights.containsKey(conv.name() + ".gamma") == conv.batchNorm();
  }

  private static boolean isSmaller(List<List<Layer.Conv>> few, List<List<Layer.Conv>> many) {
    if (few.size() > many.size() || few.equals(many)) {
      return false;
    }
    for (int s = 0; s < many.size(); s++) {
      List<Layer.Conv> had = s < few.size() ? few.get(s) : List.of();
      if (had.size() > many.get(s).size()) {
        return false;
      }
      for (int c = 0; c < many.get(s).size(); c++) {
        Layer.Conv conv = many.get(s).get(c);
        if (!(c < had.size() ? isIn(had.get(c), conv) : conv.in() == conv.out())) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isIn(Layer.Conv one, Layer.Conv other) {
    return one.in() <= other.in()
        && one.out() <= other.out()
        && one.kernel() == other.kernel()
        && one.batchNorm() == other.batchNorm();
  }

  /** The convolutions between the places where the picture becomes smaller. */
  private static List<List<Layer.Conv>> stages(Layer.Stack stack) {
    List<List<Layer.Conv>> stages = new ArrayList<>();
    List<Layer.Conv> stage = new ArrayList<>();
    for (Layer layer : stack.layers()) {
      if (layer instanceof Layer.Conv conv) {
        stage.add(conv);
      } else if (layer instanceof Layer.MaxPool || layer instanceof Layer.GlobalAveragePool) {
        stages.add(stage);
        stage = new ArrayList<>();
      }
    }
    return stages;
  }

  private static List<Layer> head(Layer.Stack stack) {
    return stack.layers().stream().filter(layer -> layer instanceof Layer.Linear).toList();
  }

  private void convolutions(List<List<Layer.Conv>> few, List<List<Layer.Conv>> many) {
    Layer.Conv before = null; // the last one that the smaller network has
    int[] channels = {0}; // of which channel each one is a copy
    for (int s = 0; s < many.size(); s++) {
      for (int c = 0; c < many.get(s).size(); c++) {
        Layer.Conv conv = many.get(s).get(c);
        if (s < few.size() && c < few.get(s).size()) {
          before = few.get(s).get(c);
          channels = widen(before, conv, channels);
        } else {
          identity(conv, Objects.requireNonNull(before), channels);
        }
      }
    }
  }

  /** Of which channel each of the convolution's channels is a copy. */
  private int[] widen(Layer.Conv had, Layer.Conv conv, int[] in) {
    int[] out = new int[conv.out()];
    for (int o = 0; o < out.length; o++) {
      out[o] = o % had.out();
    }
    int area = conv.kernel() * conv.kernel();
    float[] kernels = array(had.name() + ".weight").toFloatArray();
    float[] wider = new float[conv.out() * conv.in() * area];
    for (int o = 0; o < conv.out(); o++) {
      float[] shares = shares(in, had.in());
      for (int i = 0; i < conv.in(); i++) {
        int from = (out[o] * had.in() + in[i]) * area;
        for (int k = 0; k < area; k++) {
          wider[(o * conv.in() + i) * area + k] = kernels[from + k] * shares[i];
        }
      }
    }
    put(conv, ".weight", wider, new Shape(conv.out(), conv.in(), conv.kernel(), conv.kernel()));
    for (String part :
        conv.batchNorm()
            ? List.of(".gamma", ".beta", ".runningMean", ".runningVar")
            : List.of(".bias")) {
      put(conv, part, copied(array(had.name() + part), out), new Shape(conv.out()));
    }
    return out;
  }

  /** Random shares that add up to one over the copies of each channel. */
  private float[] shares(int[] copies, int channels) {
    float[] shares = new float[copies.length];
    float[] sums = new float[channels];
    for (int i = 0; i < copies.length; i++) {
      shares[i] = 0.5f + random.nextFloat();
      sums[copies[i]] += shares[i];
    }
    for (int i = 0; i < copies.length; i++) {
      shares[i] /= sums[copies[i]];
    }
    return shares;
  }

  private static float[] copied(NDArray array, int[] copies) {
    float[] values = array.toFloatArray();
    float[] copied = new float[copies.length];
    for (int i = 0; i < copies.length; i++) {
      copied[i] = values[copies[i]];
    }
    return copied;
  }

  private void identity(Layer.Conv conv, Layer.Conv before, int[] channels) {
    int width = conv.out();
    int kernel = conv.kernel();
    float[] centre = new float[width * width * kernel * kernel];
    for (int i = 0; i < width; i++) {
      centre[((i * width + i) * kernel + kernel / 2) * kernel + kernel / 2] = 1;
    }
    put(conv, ".weight", centre, new Shape(width, width, kernel, kernel));
    if (!conv.batchNorm()) {
      result.put(conv.name() + ".bias", manager.zeros(new Shape(width), DataType.FLOAT32));
      return;
    }
    NDArray mean = array(before.name() + ".beta");
    NDArray deviation = array(before.name() + ".gamma").abs().add(1e-6f);
    NDArray ratio = mean.div(deviation);
    NDArray positive = ratio.div((float) Math.sqrt(2)).erf().add(1).mul(0.5f);
    NDArray density = ratio.square().mul(-0.5f).exp().div((float) Math.sqrt(2 * Math.PI));
    NDArray rectifiedMean = mean.mul(positive).add(deviation.mul(density));
    NDArray rectifiedSquare =
        mean.square().add(deviation.square()).mul(positive).add(mean.mul(deviation).mul(density));
    NDArray variance = rectifiedSquare.sub(rectifiedMean.square()).maximum(1e-6f);
    Shape each = new Shape(width);
    put(conv, ".gamma", copied(variance.sqrt(), channels), each);
    put(conv, ".beta", copied(rectifiedMean, channels), each);
    put(conv, ".runningMean", copied(rectifiedMean, channels), each);
    put(conv, ".runningVar", copied(variance, channels), each);
  }

  private void moveHead() {
    small.forEach(
        (name, array) -> {
          if (!name.startsWith("conv")) {
            result.put(name, array);
          }
        });
  }

  private NDArray array(String name) {
    return Objects.requireNonNull(small.get(name), name);
  }

  private void put(Layer.Conv conv, String part, float[] values, Shape shape) {
    result.put(conv.name() + part, manager.create(values, shape));
  }
}
