package org.emotion4j.internal;

import java.util.Arrays;

/**
 * The pairing of rows and columns with the least total cost: the Hungarian method (Kuhn, "The
 * Hungarian method for the assignment problem", 1955) by shortest augmenting paths (Jonker and
 * Volgenant, "A shortest augmenting path algorithm", 1987). Takes O(n³) for n faces.
 */
final class Assignment {
  /** The cost of a pair that must not be: among the rest, as many pairs as can be are made. */
  static final double FORBIDDEN = 1e6;

  private Assignment() {}

  /**
   * @param cost rows of equal length; entries from 0 up to {@link #FORBIDDEN}
   * @return for each row its column, or -1 when it has none
   */
  static int[] solve(double[][] cost) {
    int rows = cost.length;
    int columns = rows == 0 ? 0 : cost[0].length;
    int[] columnOf = new int[rows];
    Arrays.fill(columnOf, -1);
    if (columns == 0) {
      return columnOf;
    }
    if (rows > columns) {
      double[][] turned = new double[columns][rows];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          turned[j][i] = cost[i][j];
        }
      }
      int[] rowOf = solve(turned);
      for (int j = 0; j < columns; j++) {
        if (rowOf[j] >= 0) {
          columnOf[rowOf[j]] = j;
        }
      }
      return columnOf;
    }
    int[] rowOf = pair(cost, rows, columns);
    for (int j = 1; j <= columns; j++) {
      if (rowOf[j] > 0 && cost[rowOf[j] - 1][j - 1] < FORBIDDEN) {
        columnOf[rowOf[j] - 1] = j - 1;
      }
    }
    return columnOf;
  }

  /**
   * For each column, from 1, its row, from 1, or 0 for none. Index 0 is where each search begins.
   */
  private static int[] pair(double[][] cost, int rows, int columns) {
    double[] rowPrice = new double[rows + 1];
    double[] columnPrice = new double[columns + 1];
    int[] rowOf = new int[columns + 1];
    int[] cameFrom = new int[columns + 1];
    for (int row = 1; row <= rows; row++) {
      rowOf[0] = row;
      int column = 0;
      double[] slack = new double[columns + 1];
      Arrays.fill(slack, Double.POSITIVE_INFINITY);
      boolean[] reached = new boolean[columns + 1];
      do {
        reached[column] = true;
        int current = rowOf[column];
        int nearest = 0;
        double step = Double.POSITIVE_INFINITY;
        for (int j = 1; j <= columns; j++) {
          if (!reached[j]) {
            double reduced = cost[current - 1][j - 1] - rowPrice[current] - columnPrice[j];
            if (reduced < slack[j]) {
              slack[j] = reduced;
              cameFrom[j] = column;
            }
            if (slack[j] < step) {
              step = slack[j];
              nearest = j;
            }
          }
        }
        for (int j = 0; j <= columns; j++) {
          if (reached[j]) {
            rowPrice[rowOf[j]] += step;
            columnPrice[j] -= step;
          } else {
            slack[j] -= step;
          }
        }
        column = nearest;
      } while (rowOf[column] != 0);
      while (column != 0) {
        int before = cameFrom[column];
        rowOf[column] = rowOf[before];
        column = before;
      }
    }
    return rowOf;
  }
}
