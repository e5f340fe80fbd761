package org.emotion4j.models;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Runs {@link Probe} in a JVM of its own, since a process starts its natives once. */
final class ChildJvm {
  private final List<String> classPath = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final List<String> prefix = new ArrayList<>();

  private Path home = Path.of(System.getProperty("user.home"));

  ChildJvm() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      classPath.add(entry);
    }
  }

  /** Leaves out the jars with this in their file name. */
  ChildJvm without(String jar) {
    Predicate<String> named = entry -> Path.of(entry).getFileName().toString().contains(jar);
    if (!classPath.removeIf(named)) {
      throw new AssertionError("no " + jar + " on the class path " + classPath);
    }
    return this;
  }

  /** Puts a directory before all else. */
  ChildJvm withFirst(Path directory) {
    classPath.add(0, directory.toString());
    return this;
  }

  ChildJvm argument(String argument) {
    arguments.add(argument);
    return this;
  }

  /** Lets the process write no file of more bytes than this; on Linux. */
  ChildJvm largestFile(long bytes) {
    prefix.addAll(List.of("prlimit", "--fsize=" + bytes));
    return this;
  }

  ChildJvm home(Path directory) {
    home = directory;
    return argument("-Duser.home=" + directory);
  }

  /** What the steps printed, standard error included. */
  String run(String... steps) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.addAll(arguments);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath));
    command.add(Probe.class.getName());
    command.addAll(List.of(steps));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // What the tester's own environment says of DJL is no part of the test.
      builder
          .environment()
          .keySet()
          .removeIf(key -> key.startsWith("DJL") || key.startsWith("ENGINE_CACHE"));
      builder.environment().keySet().removeIf(key -> key.startsWith("XDG_"));
      builder.environment().put("HOME", home.toString());
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError("the child ended with " + process + ":\n" + output);
      }
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
