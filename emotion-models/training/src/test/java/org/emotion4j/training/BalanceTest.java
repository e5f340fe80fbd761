package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BalanceTest {
  /** Nine of one class, one of another, and one that teaches reliability alone. */
  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      float[] target = i < 9 ? new float[] {1, 0, 0} : new float[] {0, 1, 0};
      examples.add(new Example(i, new byte[0], target, 1, 1));
    }
    examples.add(new Example(10, new byte[0], new float[3], 0, 0));
    return examples;
  }

  @Test
  void weighted_fully_makesTheClassesCountAlike() {
    List<Example> weighted = Balance.weighted(examples(), 1);

    double common = weighted.subList(0, 9).stream().mapToDouble(Example::weight).sum();
    assertThat(common).isCloseTo(weighted.get(9).weight(), within(1e-5));
    assertThat(common + weighted.get(9).weight()).isCloseTo(10, within(1e-4));
    assertThat(weighted.get(10).weight()).isZero();
  }

  @Test
  void weighted_notAtAll_changesNothing() {
    assertThat(Balance.weighted(examples(), 0))
        .allSatisfy(
            example -> assertThat(example.weight()).isEqualTo(example.index() == 10 ? 0 : 1));
  }

  @Test
  void draw_fully_drawsTheClassesAlike() {
    SplittableRandom random = new SplittableRandom(1);
    int rare = 0;
    int common = 0;
    for (int epoch = 0; epoch < 20_000; epoch++) {
      int[] order = Balance.draw(examples(), 1, random);
      assertThat(order).hasSize(11);
      rare += (int) Arrays.stream(order).filter(index -> index == 9).count();
      common += (int) Arrays.stream(order).filter(index -> index < 9).count();
    }
    assertThat((double) rare / common).isCloseTo(1, within(0.02));
  }

  @Test
  void mix_withAnExampleWithoutTarget_keepsTheTargetAndCountsLess() {
    Example told = new Example(0, new byte[] {100}, new float[] {0, 1}, 1, 1);
    Example untold = new Example(1, new byte[] {(byte) 200}, new float[2], 0, 0);

    Example mixed = told.mix(untold, 0.75f);

    assertThat(mixed.pixels()).containsExactly(125);
    assertThat(mixed.target()).containsExactly(0, 1);
    assertThat(mixed.weight()).isEqualTo(0.75f);
    assertThat(mixed.readable()).isEqualTo(0.75f);
  }
}
