package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.emotion4j.EmotionException;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.opencv.VideoFrames;
import org.emotion4j.opencv.VideoWriter;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A directory that {@code doctor --prepare} has filled serves as it is: to a process without a home
 * directory, that cannot write to it, and where the system allows to try it, of another user and
 * without a network.
 */
@EnabledOnOs(OS.LINUX)
class PrepareTest {
  private static final List<String> NO_NETWORK = List.of("unshare", "--net");
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir static Path dir;

  private static Path prepared;
  private static String classPath;
  private static String said;

  /** What a process of a prepared image does. */
  static final class Child {
    private Child() {}

    public static void main(String[] backEnds) throws IOException {
      System.out.println("user " + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
      System.out.println("home " + System.getProperty("user.home"));
      for (String backEnd : backEnds) {
        try {
          System.out.println(backEnd + " " + recognize(backEnd));
        } catch (EmotionException e) {
          System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
      }
    }

    private static String recognize(String backEnd) throws IOException {
      if (backEnd.equals("video")) {
        Path file = Files.createTempFile("video", ".mp4");
        Frame frame = Frame.of(Pictures.astronaut());
        try (VideoWriter writer = new VideoWriter(file, 25)) {
          writer.write(frame);
        }
        try (VideoFrames frames = VideoFrames.ofFile(file)) {
          return "pictures " + (frames.next().isPresent() ? 1 : 0);
        }
      }
      try (FaceEmotionRecognizer recognizer =
          FaceEmotionRecognizer.builder().backend(backEnd).build()) {
        return "faces " + recognizer.recognize(Frame.of(Pictures.astronaut())).faces().size();
      }
    }
  }

  @BeforeAll
  static void prepare() throws Exception {
    readable(dir);
    classPath = readableClassPath();
    prepared = dir.resolve("prepared");
    said = run(List.of(), Map.of(), Doctor.class.getName(), "--prepare", prepared.toString());
  }

  @AfterAll
  static void allowDeletion() throws IOException {
    permissions("rwxr-xr-x");
  }

  private static void readable(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The class path as another user can read it: the tester's home directory is closed to him. */
  private static String readableClassPath() throws IOException {
    Path copies = Files.createDirectories(dir.resolve("classes"));
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path copy = copies.resolve(entries.size() + "").resolve(Path.of(entry).getFileName());
      if (Files.exists(Path.of(entry))) {
        copy(Path.of(entry), copy);
        entries.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = Path.of(to + file.toString().substring(from.toString().length()));
        Files.createDirectories(target.getParent());
        try {
          Files.createLink(target, file);
        } catch (IOException | UnsupportedOperationException e) {
          Files.copy(file, target); // another file system
        }
      }
    }
  }

  /** What the process prints, errors included; its environment is this and the path alone. */
  private static String run(
      List<String> prefix, Map<String, String> environment, String main, String... arguments)
      throws IOException, InterruptedException {
    Path temporary = Files.createDirectories(dir.resolve("tmp"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().putAll(environment);
    builder.directory(dir.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private static String recognize(List<String> prefix, Path cache, String... backEnds)
      throws IOException, InterruptedException {
    return run(
        prefix, Map.of("EMOTION_CACHE_DIR", cache.toString()), Child.class.getName(), backEnds);
  }

  /** As far away as the system lets the tests go. */
  private static List<String> nobodyWithoutNetwork() throws InterruptedException {
    List<String> both = Stream.concat(NO_NETWORK.stream(), NOBODY.stream()).toList();
    for (List<String> prefix : List.of(both, NOBODY)) {
      try {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        if (new ProcessBuilder(command).start().waitFor() == 0) {
          return prefix;
        }
      } catch (IOException e) {
        // no such program
      }
    }
    return List.of();
  }

  private static void permissions(String directories) throws IOException {
    try (Stream<Path> entries = Files.walk(prepared)) {
      for (Path path : entries.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(directories));
      }
    }
  }

  /** Each file with what changes when it is written anew. */
  private static Map<Path, String> state() throws IOException {
    Map<Path, String> state = new TreeMap<>();
    try (Stream<Path> files = Files.walk(prepared)) {
      for (Path file : files.filter(path -> !path.endsWith(".lock")).toList()) {
        state.put(
            file,
            Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS).get("ino")
                + " "
                + Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
      }
    }
    return state;
  }

  @Test
  void prepare_emptyDirectory_recognizesAFaceAndSaysSo() throws IOException {
    assertThat(said)
        .contains("first recognition  {happiness=")
        .contains("ok     prepared           " + prepared)
        .endsWith("Everything works.\n");
    try (Stream<Path> files = Files.walk(prepared)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("libtorch_cpu.so", "libopencv_java.so")
          .anyMatch(name -> name.startsWith("libavformat.so"));
    }
  }

  @Test
  void prepare_again_unpacksNothing() throws Exception {
    Map<Path, String> before = state();
    assertThat(run(List.of(), Map.of(), Doctor.class.getName(), "--prepare", prepared.toString()))
        .endsWith("Everything works.\n");
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void recognize_preparedDirectoryOfAnotherUserToBeReadOnly_works() throws Exception {
    permissions("r-xr-xr-x");
    Map<Path, String> before = state();
    String output = recognize(nobodyWithoutNetwork(), prepared, "pytorch", "opencv", "video");
    permissions("rwxr-xr-x");
    assertThat(output)
        .contains("pytorch faces 1", "opencv faces 1", "video pictures 1")
        .doesNotContain("home " + System.getProperty("user.home") + "\n");
    assertThat(state().keySet()).isEqualTo(before.keySet());
  }

  @Test
  void recognize_emptyDirectoryToBeReadOnly_namesItAndTheKey() throws Exception {
    assumeThat(nobodyWithoutNetwork()).as("root writes anywhere").isNotEmpty();
    Path empty = Files.createDirectory(dir.resolve("empty"));
    Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("r-xr-xr-x"));
    assertThat(recognize(nobodyWithoutNetwork(), empty, "pytorch"))
        .contains("NativeLibraryException")
        .contains(empty.toString())
        .contains("emotion.cache-dir");
  }
}
