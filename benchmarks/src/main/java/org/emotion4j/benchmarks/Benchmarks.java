package org.emotion4j.benchmarks;

import org.openjdk.jmh.Main;

/**
 * Runs JMH with the arguments that Maven hands over as one: {@code -Djmh.args="RecognizeBenchmark
 * -f 1"}.
 */
public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] args) throws Exception {
    Main.main(String.join(" ", args).strip().split("\\s+"));
  }
}
