package org.emotion4j.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** JVMs as this one is, for what needs a process of its own. */
final class Java {
  private static final int NATIVE_ACCESS_ASKED_FROM = 22;

  private Java() {}

  /** The options of every JVM that measures. */
  static List<String> options() {
    List<String> options = new ArrayList<>();
    options.add("-Djava.awt.headless=true");
    options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    if (Runtime.version().feature() >= NATIVE_ACCESS_ASKED_FROM) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    return options;
  }

  /** Starts a class's main method; standard output is a pipe, errors go where this JVM's go. */
  static Process start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  private static Process start(List<String> more, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options());
    command.addAll(more);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
    // Where natives are unpacked is what is measured, and the environment would win.
    builder.environment().keySet().removeAll(List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR"));
    return builder.start();
  }

  /**
   * Runs a class that prints JSON.
   *
   * @throws IOException if it does not end well, or not in time
   */
  static JsonObject run(int seconds, List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return output(start(options, main, arguments), seconds, main.getSimpleName());
  }

  /**
   * The JSON that a process prints in its last line.
   *
   * @throws IOException if it does not end well, or not in time
   */
  static JsonObject output(Process process, int seconds, String name)
      throws IOException, InterruptedException {
    try {
      // Read by another thread: a process that prints nothing and hangs must not hang this one.
      StringBuilder text = new StringBuilder();
      Thread reader =
          new Thread(
              () -> {
                try {
                  text.append(
                      new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                  text.setLength(0);
                }
              });
      reader.start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IOException(name + " took longer than " + seconds + " s");
      }
      reader.join();
      List<String> lines = text.toString().strip().lines().toList();
      if (process.exitValue() != 0 || lines.isEmpty()) {
        throw new IOException(name + " ended with " + process.exitValue() + ": " + text);
      }
      return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
