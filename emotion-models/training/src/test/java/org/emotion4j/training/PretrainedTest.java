package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedTest {
  /** As VGG begins, but small enough for a test: two stages of two. */
  private static Layer.Stack stack(boolean batchNorm) {
    return new Layer.Stack(
        "small",
        7,
        List.of(
            new Layer.Conv("conv1", 1, 4, 3, batchNorm),
            new Layer.Conv("conv2", 4, 4, 3, batchNorm),
            new Layer.MaxPool(),
            new Layer.Conv("conv3", 4, 6, 3, batchNorm),
            new Layer.GlobalAveragePool(),
            new Layer.Linear("linear", 6, 8)));
  }

  @TempDir Path folder;

  /** Torchvision's names for the stack, with random values. */
  private static Map<String, NDArray> torchvision(boolean batchNorm, NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    int[][] convolutions = {{3, 4}, {4, 4}, {4, 6}};
    int index = 0;
    for (int i = 0; i < convolutions.length; i++) {
      int in = convolutions[i][0];
      int out = convolutions[i][1];
      String name = "features." + index;
      arrays.put(name + ".weight", random(manager, out, in, 3, 3));
      arrays.put(name + ".bias", random(manager, out));
      if (batchNorm) {
        index++;
        String norm = "features." + index;
        arrays.put(norm + ".weight", random(manager, out));
        arrays.put(norm + ".bias", random(manager, out));
        arrays.put(norm + ".running_mean", random(manager, out));
        arrays.put(norm + ".running_var", random(manager, out).abs().add(1));
      }
      index += i == 1 ? 3 : 2; // ReLU, and after the second the pooling
    }
    arrays.put("classifier.0.weight", random(manager, 5, 5));
    return arrays;
  }

  private static NDArray random(NDManager manager, long... shape) {
    return manager.randomNormal(0, 1, new Shape(shape), DataType.FLOAT32);
  }

  @Test
  void convert_colourKernels_giveTheSameOnGreyPicturesUnderOurNormalisation() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> colour = torchvision(false, manager);
      Map<String, NDArray> grey =
          Pretrained.convert(colour, stack(false), manager, Path.of("vgg.safetensors"));

      // A flat patch, which has the same value everywhere below a kernel.
      double x = 0.7;
      double[] mean = {0.485, 0.456, 0.406};
      double[] std = {0.229, 0.224, 0.225};
      float[] kernel = colour.get("features.0.weight").sum(new int[] {2, 3}).toFloatArray();
      float[] bias = colour.get("features.0.bias").toFloatArray();
      float[] ours = grey.get("conv1.weight").sum(new int[] {1, 2, 3}).toFloatArray();
      float[] ourBias = grey.get("conv1.bias").toFloatArray();
      for (int out = 0; out < 4; out++) {
        double expected = bias[out];
        for (int c = 0; c < 3; c++) {
          expected += kernel[out * 3 + c] * (x - mean[c]) / std[c];
        }
        double found = ourBias[out] + ours[out] * (x - 0.5) / 0.25;
        assertThat(found).isCloseTo(expected, within(1e-3));
      }
      assertThat(grey.get("conv3.weight")).isEqualTo(colour.get("features.5.weight"));
    }
  }

  @Test
  void convert_batchNormalisation_takesTheBiasIntoTheMean() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> colour = torchvision(true, manager);
      Map<String, NDArray> grey =
          Pretrained.convert(colour, stack(true), manager, Path.of("vgg.safetensors"));

      assertThat(grey.keySet())
          .contains("conv2.gamma", "conv2.beta", "conv2.runningMean", "conv2.runningVar")
          .doesNotContain("conv2.bias");
      NDArray mean = colour.get("features.4.running_mean").sub(colour.get("features.3.bias"));
      assertThat(grey.get("conv2.runningMean")).isEqualTo(mean);
    }
  }

  @Test
  void convert_wrongFile_listsAllThatIsMissingOrDifferent() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> arrays = torchvision(false, manager);
      arrays.remove("features.2.bias");
      arrays.put("features.5.weight", random(manager, 6, 4, 5, 5));
      arrays.put("features.99.weight", random(manager, 1));

      assertThatThrownBy(
              () -> Pretrained.convert(arrays, stack(false), manager, Path.of("vgg.safetensors")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("vgg.safetensors")
          .hasMessageContaining("features.2.bias is missing")
          .hasMessageContaining("features.5.weight is (6, 4, 5, 5), expected (6, 4, 3, 3)")
          .hasMessageContaining("features.99.weight is not expected");
    }
  }

  @Test
  void read_npz_givesTheNames() throws Exception {
    Path file = folder.resolve("vgg.npz");
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList list = new NDList();
      torchvision(false, manager)
          .forEach(
              (name, array) -> {
                array.setName(name);
                list.add(array);
              });
      try (OutputStream out = Files.newOutputStream(file)) {
        list.encode(out, NDList.Encoding.NPZ);
      }

      Map<String, NDArray> read = Checkpoint.read(file, manager);

      assertThat(Pretrained.isTorchvision(read)).isTrue();
      assertThat(read).containsKeys("features.0.weight", "features.5.bias", "classifier.0.weight");
    }
  }

  @Test
  void vgg_namesAndSizes_areTorchvisions() {
    Layer.Stack vgg16 = Networks.named("vgg16", 7);
    Layer.Stack vgg19 = Networks.named("vgg19-bn", 7);

    assertThat(vgg16.layers().stream().filter(Layer.Conv.class::isInstance)).hasSize(13);
    assertThat(vgg19.layers().stream().filter(Layer.Conv.class::isInstance)).hasSize(16);
    // VGG's 14.7 and 20.0 million in the convolutions, and the head.
    long head = 512 * 512 + 512 + 512 * 256 + 256 + 256 * 8 + 8;
    assertThat(vgg16.parameters()).isEqualTo(14_714_688 - 2 * 64 * 9 + head);
    assertThat(vgg19.parameters()).isEqualTo(20_024_384 - 2 * 64 * 9 + head);
  }
}
