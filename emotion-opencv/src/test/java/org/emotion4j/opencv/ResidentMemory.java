package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether native memory grows, by what Linux says of this process. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /**
   * Runs a task until its memory pools are filled, then many times more, and fails if the process
   * grew by more than {@code maxGrowth} bytes in the latter. Skips where there is no /proc.
   */
  static void assertFlat(int warmUp, int runs, long maxGrowth, Runnable task) {
    assumeTrue(Files.isReadable(STATUS), "no /proc/self/status on this system");
    for (int i = 0; i < warmUp; i++) {
      task.run();
    }
    System.gc(); // the Java heap's share is not the matter
    long before = bytes();
    for (int i = 0; i < runs; i++) {
      task.run();
    }
    System.gc();
    assertThat(bytes() - before).as("growth in bytes over %d runs", runs).isLessThan(maxGrowth);
  }

  private static long bytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
