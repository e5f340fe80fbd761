package org.emotion4j.benchmarks;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What this process takes, and percentiles of what it measured. */
final class ProcessFacts {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessFacts() {}

  /** Resident bytes now; -1 where the system does not say. */
  static long residentBytes() {
    return status("VmRSS:");
  }

  /** The most that was resident at once, in bytes; -1 where the system does not say. */
  static long peakResidentBytes() {
    return status("VmHWM:");
  }

  private static long status(String key) {
    if (!Files.isReadable(STATUS)) {
      return -1;
    }
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(key)) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return -1;
  }

  /** Bytes in direct buffers. */
  static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** Heap bytes that the calling thread has allocated so far. */
  static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /** Percentiles in microseconds of times in nanoseconds, which are sorted. */
  static JsonObject percentiles(long[] nanos) {
    Arrays.sort(nanos);
    JsonObject json = new JsonObject();
    json.addProperty("n", nanos.length);
    json.addProperty("p50", percentile(nanos, 0.5));
    json.addProperty("p90", percentile(nanos, 0.9));
    json.addProperty("p99", percentile(nanos, 0.99));
    json.addProperty("max", nanos[nanos.length - 1] / 1000.0);
    return json;
  }

  private static double percentile(long[] sorted, double p) {
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] / 1000.0;
  }
}
