package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseTest {
  @TempDir Path folder;

  @Test
  void at_steps_releaseTheHeadThenUpperConvolutionsThenAll() {
    Release release = Release.parse("head:2:1, conv11:6:0.3, all:9:0.1", 9);

    assertThat(release.at(1).learns("linear")).isTrue();
    assertThat(release.at(1).learns("conv13")).isFalse();
    assertThat(release.at(2).learns("conv11")).isTrue();
    assertThat(release.at(2).learns("conv10")).isFalse();
    assertThat(release.at(2).factor()).isEqualTo(0.3);
    assertThat(release.at(8).learns("conv1")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "head:2", "head:2:1", "all:9:0", "top:9:1", "all:6:1, head:5:1", ""})
  void parse_anythingElse_showsAnExample(String text) {
    assertThatThrownBy(() -> Release.parse(text, 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'head:2:1, conv11:6:0.3, all:9:0.1'");
  }

  @Test
  void train_headAlone_leavesTheConvolutionsAndTheirStatisticsAlone() throws Exception {
    TrainerConfig all = TrainerTest.config(1, 1);
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    new Trainer(all, first)
        .train(DrawnFaces.examples(48, 1), DrawnFaces.examples(32, 2), Optional.empty());

    new Trainer(TrainerTest.config(1, 2, Release.parse("head:1:1", 1)), second)
        .train(
            DrawnFaces.examples(48, 1),
            DrawnFaces.examples(32, 2),
            Optional.of(first.resolve("weights.safetensors")));

    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> before = Checkpoint.read(first.resolve("weights.safetensors"), manager);
      Map<String, NDArray> after = Checkpoint.read(second.resolve("weights.safetensors"), manager);
      before.forEach(
          (name, array) -> {
            if (name.startsWith("linear")) {
              assertThat(after.get(name)).as(name).isNotEqualTo(array);
            } else {
              assertThat(after.get(name).allClose(array, 1e-6, 1e-6, false)).as(name).isTrue();
            }
          });
    }
  }
}
