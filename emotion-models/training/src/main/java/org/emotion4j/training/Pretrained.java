package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Convolution weights that were trained on colour pictures elsewhere, under the parameter names of
 * torchvision's VGG: {@code features.0.weight}, {@code features.0.bias} and so on, from a
 * safetensors or an npz file. Its {@code classifier.*} is left out.
 *
 * <p>The first convolution is made grey: a grey picture has the same value in all channels, so its
 * kernels are summed over them. The sums take over ImageNet's normalisation, (x - mean[c]) /
 * std[c], from which ours, (x - m) / s of each picture, differs: with the typical m and s of a face
 * picture, x is s times our input plus m.
 */
final class Pretrained {
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] STD = {0.229, 0.224, 0.225};
  private static final double FACE_MEAN = 0.5;
  private static final double FACE_STD = 0.25;

  private Pretrained() {}

  /** Whether arrays have torchvision's names rather than ours. */
  static boolean isTorchvision(Map<String, NDArray> arrays) {
    return arrays.keySet().stream().anyMatch(name -> name.startsWith("features."));
  }

  /**
   * Renames and converts torchvision's arrays to ours.
   *
   * @return the weights of all convolutions of the stack by our names
   * @throws DataException if an array is missing, has another shape or is not expected; the message
   *     lists all of them
   */
  static Map<String, NDArray> convert(
      Map<String, NDArray> arrays, Layer.Stack stack, NDManager manager, Path file) {
    Map<String, @Nullable NDArray> converted = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    TreeSet<String> left = new TreeSet<>(arrays.keySet());
    left.removeIf(name -> name.startsWith("classifier.") || name.endsWith("num_batches_tracked"));
    int index = 0;
    for (Layer layer : stack.layers()) {
      if (layer instanceof Layer.Conv conv) {
        Source source = new Source(arrays, left, wrong);
        long in = index == 0 ? 3 : conv.in();
        Shape kernel = new Shape(conv.out(), in, conv.kernel(), conv.kernel());
        Shape each = new Shape(conv.out());
        NDArray weight = source.take("features." + index + ".weight", kernel);
        NDArray bias = source.take("features." + index + ".bias", each);
        if (weight != null && bias != null && index == 0) {
          bias = bias.add(shift(weight, manager));
          weight = grey(weight, manager);
        }
        converted.put(conv.name() + ".weight", weight);
        if (conv.batchNorm()) {
          index++;
          NDArray mean = source.take("features." + index + ".running_mean", each);
          converted.put(conv.name() + ".gamma", source.take("features." + index + ".weight", each));
          converted.put(conv.name() + ".beta", source.take("features." + index + ".bias", each));
          // Ours has no bias before batch normalisation, which would subtract it again.
          converted.put(
              conv.name() + ".runningMean", mean == null || bias == null ? null : mean.sub(bias));
          converted.put(
              conv.name() + ".runningVar", source.take("features." + index + ".running_var", each));
        } else {
          converted.put(conv.name() + ".bias", bias);
        }
        index += 2; // the convolution or its normalisation, and ReLU
      } else if (layer instanceof Layer.MaxPool) {
        index++;
      }
    }
    left.forEach(name -> wrong.add(name + " is not expected"));
    if (!wrong.isEmpty()) {
      throw new DataException(
          file + ": does not hold the convolutions of " + stack.name() + ": " + wrong);
    }
    Map<String, NDArray> complete = new LinkedHashMap<>();
    converted.forEach((name, array) -> complete.put(name, Objects.requireNonNull(array)));
    return complete;
  }

  /** Kernels for one grey channel of our normalisation, summed over ImageNet's three. */
  private static NDArray grey(NDArray weight, NDManager manager) {
    float[] factors = new float[MEAN.length];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = (float) (FACE_STD / STD[c]);
    }
    return weight.mul(manager.create(factors, new Shape(1, 3, 1, 1))).sum(new int[] {1}, true);
  }

  /** What a grey picture's mean adds to each output. */
  private static NDArray shift(NDArray weight, NDManager manager) {
    float[] offsets = new float[MEAN.length];
    for (int c = 0; c < offsets.length; c++) {
      offsets[c] = (float) ((FACE_MEAN - MEAN[c]) / STD[c]);
    }
    return weight.mul(manager.create(offsets, new Shape(1, 3, 1, 1))).sum(new int[] {1, 2, 3});
  }

  /** Arrays by name, with a note of all that do not fit. */
  private record Source(Map<String, NDArray> arrays, TreeSet<String> left, List<String> wrong) {
    @Nullable NDArray take(String name, Shape shape) {
      NDArray array = arrays.get(name);
      left.remove(name);
      if (array == null) {
        wrong.add(name + " is missing");
        return null;
      }
      if (!array.getShape().equals(shape)) {
        wrong.add(name + " is " + array.getShape() + ", expected " + shape);
        return null;
      }
      return array;
    }
  }
}
