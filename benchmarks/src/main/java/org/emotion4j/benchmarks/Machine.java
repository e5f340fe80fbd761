package org.emotion4j.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a result must say of where it was measured. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** The instructions that decide how fast networks run. */
  private static final Set<String> RELEVANT =
      Set.of(
          "avx",
          "avx2",
          "fma",
          "f16c",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "avx_vnni",
          "amx_int8",
          "amx_bf16",
          "asimd",
          "asimddp",
          "i8mm",
          "bf16",
          "sve");

  private Machine() {}

  /** The facts at this moment; the load average tells whether something else ran. */
  static JsonObject describe() throws IOException, InterruptedException {
    JsonObject json = new JsonObject();
    json.addProperty("cpu", cpuLine("model name", "unknown"));
    json.addProperty("cores", Runtime.getRuntime().availableProcessors());
    TreeSet<String> flags =
        new TreeSet<>(Arrays.asList(cpuLine("flags", cpuLine("Features", "")).split(" ")));
    flags.retainAll(RELEVANT);
    JsonArray array = new JsonArray();
    flags.forEach(array::add);
    json.add("flags", array);
    json.addProperty(
        "loadAverageBefore", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    json.addProperty(
        "os", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
    json.addProperty("jdk", property("java.vm.name") + " " + property("java.vm.version"));
    json.addProperty("commit", commit());
    json.addProperty("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return json;
  }

  private static String property(String name) {
    return System.getProperty(name, "");
  }

  private static String cpuLine(String key, String otherwise) throws IOException {
    if (!Files.isReadable(CPU_INFO)) {
      return otherwise;
    }
    for (String line : Files.readAllLines(CPU_INFO)) {
      if (line.startsWith(key)) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return otherwise;
  }

  /** The commit that is checked out, with a mark if files differ from it. */
  private static String commit() throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder(
                  List.of("git", "describe", "--always", "--abbrev=12", "--dirty", "--exclude=*"))
              .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 ? text : "unknown";
    } catch (IOException e) {
      return "unknown"; // no git here, as in an unpacked archive
    }
  }
}
