package org.emotion4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  @Test
  void solve_nothing_pairsNothing() {
    assertThat(Assignment.solve(new double[0][0])).isEmpty();
    assertThat(Assignment.solve(new double[2][0])).containsExactly(-1, -1);
  }

  @Test
  void solve_greedyWouldErr_findsTheGlobalBest() {
    // Taking the cheapest pair first costs 1 + 100, the best pairing 2 + 3.
    assertThat(Assignment.solve(new double[][] {{1, 2}, {3, 100}})).containsExactly(1, 0);
  }

  @Test
  void solve_forbiddenPair_isLeftOut() {
    double no = Assignment.FORBIDDEN;
    assertThat(Assignment.solve(new double[][] {{no, 1}, {no, 2}})).containsExactly(1, -1);
    assertThat(Assignment.solve(new double[][] {{no}})).containsExactly(-1);
  }

  @Test
  void solve_anyShape_costsNoMoreThanEveryPairingTried() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      int rows = 1 + random.nextInt(5);
      int columns = 1 + random.nextInt(5);
      double[][] cost = new double[rows][columns];
      for (double[] row : cost) {
        Arrays.setAll(
            row, j -> random.nextInt(4) == 0 ? Assignment.FORBIDDEN : random.nextDouble());
      }
      int[] columnOf = Assignment.solve(cost);
      assertThat(Arrays.stream(columnOf).filter(j -> j >= 0)).doesNotHaveDuplicates();
      // A row without a column costs as much as a forbidden pair: so most pairs win, then cost.
      assertThat(total(cost, columnOf)).isCloseTo(best(cost, 0, 0), within(1e-6));
    }
  }

  private static double total(double[][] cost, int[] columnOf) {
    double total = 0;
    for (int i = 0; i < cost.length; i++) {
      total += columnOf[i] < 0 ? Assignment.FORBIDDEN : cost[i][columnOf[i]];
    }
    return total;
  }

  private static double best(double[][] cost, int row, int taken) {
    if (row == cost.length) {
      return 0;
    }
    double best = Assignment.FORBIDDEN + best(cost, row + 1, taken);
    for (int j = 0; j < cost[row].length; j++) {
      if ((taken & 1 << j) == 0) {
        best = Math.min(best, cost[row][j] + best(cost, row + 1, taken | 1 << j));
      }
    }
    return best;
  }
}
