package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Augmentation.Strength STRENGTH =
      new Augmentation.Strength(true, 15, 0.15, 0.1, 0.2, 0.3, 0.1, 0.2, 0.2, 0.2, 0.3);

  private static Batches.Settings settings(int size, double mixup) {
    return new Batches.Settings(size, 48, 0.5, mixup, STRENGTH);
  }

  private static List<float[]> inputs(List<Example> examples, int epoch) throws Exception {
    List<float[]> inputs = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager();
        Batches batches = new Batches(examples, settings(8, 0.2), 7, epoch)) {
      for (Batch batch = batches.take(); batch != null; batch = batches.take()) {
        try (NDArray array = batch.inputs(manager)) {
          inputs.add(array.toFloatArray());
        }
        batches.recycle(batch);
      }
    }
    return inputs;
  }

  @Test
  void take_sameSeedAndEpoch_givesTheSameWholeBatches() throws Exception {
    List<Example> examples = DrawnFaces.examples(60, 3);

    List<float[]> first = inputs(examples, 2);

    assertThat(first).hasSize(7);
    assertThat(first).containsExactlyElementsOf(inputs(examples, 2));
    assertThat(first.get(0)).isNotEqualTo(inputs(examples, 3).get(0));
  }

  @Test
  void take_backgroundFailure_isToldToTheCaller() {
    Example broken = new Example(0, new byte[1], new float[8], 1, 1);

    try (Batches batches = new Batches(List.of(broken), settings(1, 0), 7, 0)) {
      assertThatThrownBy(batches::take)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot prepare a batch")
          .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
