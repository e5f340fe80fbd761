package org.emotion4j.training;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Two answers to rare classes: their examples count more, or are drawn more often. Both by the
 * inverse of the class's share in the targets, to a power from 0 (as they are) to 1 (all classes
 * alike).
 */
final class Balance {
  private Balance() {}

  /** The same examples, the weights of those of rare classes raised; their mean stays 1. */
  static List<Example> weighted(List<Example> examples, double power) {
    double[] factors = factors(examples, power);
    return examples.stream()
        .map(example -> example.withWeight((float) (example.weight() * factor(example, factors))))
        .toList();
  }

  /** As many indices as there are examples, drawn with replacement. */
  static int[] draw(List<Example> examples, double power, SplittableRandom random) {
    double[] factors = factors(examples, power);
    double[] until = new double[examples.size()];
    double sum = 0;
    for (int i = 0; i < until.length; i++) {
      sum += factor(examples.get(i), factors);
      until[i] = sum;
    }
    int[] order = new int[until.length];
    for (int i = 0; i < order.length; i++) {
      int place = Arrays.binarySearch(until, random.nextDouble() * sum);
      order[i] = Math.min(order.length - 1, place < 0 ? -place - 1 : place);
    }
    return order;
  }

  /** Of an example without a target, 1: it teaches reliability alone. */
  private static double factor(Example example, double[] factors) {
    double sum = 0;
    for (int c = 0; c < factors.length; c++) {
      sum += example.target()[c] * factors[c];
    }
    return sum > 0 ? sum : 1;
  }

  private static double[] factors(List<Example> examples, double power) {
    double[] shares = new double[examples.get(0).target().length];
    double told = 0;
    for (Example example : examples) {
      for (int c = 0; c < shares.length; c++) {
        shares[c] += example.target()[c];
        told += example.target()[c];
      }
    }
    double mean = 0;
    double[] factors = new double[shares.length];
    for (int c = 0; c < factors.length; c++) {
      shares[c] /= told;
      factors[c] = shares[c] > 0 ? Math.pow(shares[c], -power) : 0;
      mean += shares[c] * factors[c];
    }
    for (int c = 0; c < factors.length; c++) {
      factors[c] /= mean;
    }
    return factors;
  }
}
