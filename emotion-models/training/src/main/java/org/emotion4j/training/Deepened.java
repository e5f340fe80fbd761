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

/**
 * Weights of a shallower network for a deeper one of the same widths, such as VGG16's for VGG19
 * (Chen, Goodfellow and Shlens, "Net2Net: Accelerating Learning via Knowledge Transfer", 2016,
 * section 3.1). The convolutions that a stage has more, its last ones, begin as the identity, so
 * that the deeper network begins with what the shallower one had learnt.
 *
 * <p>Batch normalisation would undo an identity, unless its gamma and beta are the standard
 * deviation and the mean of what comes in. What comes in is what the batch normalisation before
 * made, normally distributed with its beta and gamma, without the negative values.
 */
final class Deepened {
  private Deepened() {}

  /**
   * Weights for each layer of the stack.
   *
   * @param shallow weights by name
   * @return by the stack's names; empty if the weights are not of a network of {@link Networks}
   *     with the same stages and fewer convolutions in them
   */
  static Optional<Map<String, NDArray>> convert(
      Map<String, NDArray> shallow, Layer.Stack stack, NDManager manager) {
    return Networks.names().stream()
        .map(name -> Networks.named(name, stack.classes()))
        .filter(other -> isOf(shallow, other) && isShallower(other, stack))
        .findFirst()
        .map(other -> converted(shallow, stages(other), stages(stack), manager));
  }

  private static boolean isOf(Map<String, NDArray> weights, Layer.Stack stack) {
    long layers = weights.keySet().stream().filter(name -> name.endsWith(".weight")).count();
    return layers
            == stack.layers().stream()
                .filter(l -> l instanceof Layer.Conv || l instanceof Layer.Linear)
                .count()
        && stages(stack).stream().flatMap(List::stream).allMatch(conv -> isOf(weights, conv));
  }

  private static boolean isOf(Map<String, NDArray> weights, Layer.Conv conv) {
    NDArray weight = weights.get(conv.name() + ".weight");
    return weight != null
        && weight.getShape().equals(new Shape(conv.out(), conv.in(), conv.kernel(), conv.kernel()))
        && weights.containsKey(conv.name() + ".gamma") == conv.batchNorm();
  }

  private static boolean isShallower(Layer.Stack shallow, Layer.Stack deep) {
    List<List<Layer.Conv>> few = stages(shallow);
    List<List<Layer.Conv>> many = stages(deep);
    if (few.size() != many.size() || few.equals(many)) {
      return false;
    }
    for (int s = 0; s < few.size(); s++) {
      for (int c = 0; c < many.get(s).size(); c++) {
        Layer.Conv conv = many.get(s).get(c);
        boolean fits =
            c < few.get(s).size()
                ? isAlike(few.get(s).get(c), conv)
                : conv.in() == conv.out() && c > 0;
        if (!fits) {
          return false;
        }
      }
      if (few.get(s).size() > many.get(s).size()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlike(Layer.Conv one, Layer.Conv other) {
    return one.in() == other.in()
        && one.out() == other.out()
        && one.kernel() == other.kernel()
        && one.batchNorm() == other.batchNorm();
  }

  /** The convolutions between the places where the picture becomes smaller. */
  private static List<List<Layer.Conv>> stages(Layer.Stack stack) {
    List<List<Layer.Conv>> stages = new ArrayList<>();
    stages.add(new ArrayList<>());
    for (Layer layer : stack.layers()) {
      if (layer instanceof Layer.Conv conv) {
        stages.get(stages.size() - 1).add(conv);
      } else if (layer instanceof Layer.MaxPool) {
        stages.add(new ArrayList<>());
      }
    }
    return stages;
  }

  private static Map<String, NDArray> converted(
      Map<String, NDArray> shallow,
      List<List<Layer.Conv>> few,
      List<List<Layer.Conv>> many,
      NDManager manager) {
    Map<String, NDArray> result = new LinkedHashMap<>();
    for (int s = 0; s < many.size(); s++) {
      for (int c = 0; c < many.get(s).size(); c++) {
        Layer.Conv conv = many.get(s).get(c);
        if (c < few.get(s).size()) {
          move(few.get(s).get(c).name(), conv.name(), shallow, result);
        } else {
          Layer.Conv before = few.get(s).get(few.get(s).size() - 1);
          identity(conv, before, shallow, result, manager);
        }
      }
    }
    shallow.forEach(
        (name, array) -> {
          if (!name.startsWith("conv")) {
            result.put(name, array);
          }
        });
    return result;
  }

  private static void move(
      String from, String to, Map<String, NDArray> shallow, Map<String, NDArray> result) {
    shallow.forEach(
        (name, array) -> {
          if (name.startsWith(from + ".")) {
            result.put(to + name.substring(from.length()), array);
          }
        });
  }

  private static void identity(
      Layer.Conv conv,
      Layer.Conv before,
      Map<String, NDArray> shallow,
      Map<String, NDArray> result,
      NDManager manager) {
    int width = conv.out();
    int kernel = conv.kernel();
    float[] centre = new float[width * width * kernel * kernel];
    for (int i = 0; i < width; i++) {
      centre[((i * width + i) * kernel + kernel / 2) * kernel + kernel / 2] = 1;
    }
    result.put(
        conv.name() + ".weight", manager.create(centre, new Shape(width, width, kernel, kernel)));
    if (!conv.batchNorm()) {
      result.put(conv.name() + ".bias", manager.zeros(new Shape(width), DataType.FLOAT32));
      return;
    }
    NDArray mean = Objects.requireNonNull(shallow.get(before.name() + ".beta"));
    NDArray deviation =
        Objects.requireNonNull(shallow.get(before.name() + ".gamma")).abs().add(1e-6f);
    NDArray ratio = mean.div(deviation);
    NDArray positive = ratio.div((float) Math.sqrt(2)).erf().add(1).mul(0.5f);
    NDArray density = ratio.square().mul(-0.5f).exp().div((float) Math.sqrt(2 * Math.PI));
    NDArray rectifiedMean = mean.mul(positive).add(deviation.mul(density));
    NDArray rectifiedSquare =
        mean.square().add(deviation.square()).mul(positive).add(mean.mul(deviation).mul(density));
    NDArray variance = rectifiedSquare.sub(rectifiedMean.square()).maximum(1e-6f);
    result.put(conv.name() + ".gamma", variance.sqrt());
    result.put(conv.name() + ".beta", rectifiedMean);
    result.put(conv.name() + ".runningMean", rectifiedMean);
    result.put(conv.name() + ".runningVar", variance);
  }
}
