package org.emotion4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the natives start, and what is said when they do not; each in a process of its own. */
class NativeStartTest {
  @TempDir Path dir;

  private final List<Path> links = new ArrayList<>();

  /** JUnit warns of links that it finds when it clears the directory. */
  @AfterEach
  void removeLinks() throws IOException {
    for (Path link : links) {
      Files.deleteIfExists(link);
    }
  }

  private void link(Path link, Path target) throws IOException {
    links.add(Files.createSymbolicLink(link, target));
  }

  /** Below a file, so that not even root can make it. */
  private Path noHome() throws IOException {
    return Files.createTempFile(dir, "no", "home").resolve("home");
  }

  /** The directory of unpacked libraries that this process uses. */
  private static Path unpacked() {
    PyTorchRuntime.start(Optional.empty());
    return Utils.getEngineCacheDir("pytorch").toAbsolutePath();
  }

  /** A cache that has the libraries already, but not the JNI one. */
  private Path cacheWithoutGlue() throws IOException {
    Path target = Files.createDirectories(dir.resolve("cache/pytorch"));
    try (Stream<Path> versions = Files.list(unpacked())) {
      for (Path version : versions.filter(Files::isDirectory).toList()) {
        Path copy = Files.createDirectories(target.resolve(version.getFileName().toString()));
        try (Stream<Path> files = Files.list(version)) {
          for (Path file : files.toList()) {
            if (!file.getFileName().toString().contains("djl_torch")) {
              link(copy.resolve(file.getFileName().toString()), file);
            }
          }
        }
      }
    }
    return target.getParent();
  }

  private static String platform() {
    return Platform.fromSystem("pytorch").getClassifier();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_withoutHomeOrNetwork_unpacksToTheTemporaryDirectory() throws IOException {
    Path temporary = Files.createDirectories(dir.resolve("tmp"));
    link(Files.createDirectory(temporary.resolve(".djl.ai")).resolve("pytorch"), unpacked());
    String output =
        new ChildJvm()
            .home(noHome())
            .argument("-Djava.io.tmpdir=" + temporary)
            .run("pytorch", "onnxruntime");
    assertThat(output)
        .contains("pytorch {happiness=")
        .contains("onnxruntime {happiness=")
        .doesNotContain("network asked");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("model"));
    }
  }

  /** ONNX Runtime 1.29 reports to its maker, and writes an identifier for that first. */
  @Test
  void start_anyEngine_leavesNoTraceInTheHomeDirectory() throws IOException {
    Path home = Files.createDirectories(dir.resolve("home"));
    String output =
        new ChildJvm().home(home).run("pytorch=" + unpacked().getParent(), "onnxruntime");
    assertThat(output).contains("pytorch {happiness=").contains("onnxruntime {happiness=");
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.filter(file -> !Files.isDirectory(file))).isEmpty();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_temporaryDirectoryThatOthersCanWrite_loadsNothingFromIt() throws IOException {
    Path temporary = Files.createDirectories(dir.resolve("tmp"));
    Path planted = Files.createDirectory(temporary.resolve(".djl.ai"));
    Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwxrwxrwx"));
    String output =
        new ChildJvm().home(noHome()).argument("-Djava.io.tmpdir=" + temporary).run("pytorch");
    assertThat(output)
        .contains("NativeLibraryException: libtorch would be loaded from " + planted)
        .contains("emotion.cache-dir");
    assertThat(planted).isEmptyDirectory();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_cacheDirectoryFromTheOptions_isUsedAndALaterOneWarnedOfOnce() throws IOException {
    Path cache = cacheWithoutGlue();
    String output =
        new ChildJvm().run("pytorch=" + cache, "pytorch=" + dir, "pytorch=" + dir.resolve("x"));
    assertThat(output).containsPattern("(?s)pytorch .*pytorch .*pytorch ");
    assertThat(Pattern.compile("emotion.cache-dir is ").matcher(output).results()).hasSize(1);
    try (Stream<Path> files = Files.walk(cache)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.endsWith("libdjl_torch.so"));
    }
  }

  @Test
  void start_nativesMissing_namesPlatformAndDependency() {
    String output =
        new ChildJvm().without("pytorch-native-cpu").run("pytorch=" + dir.resolve("cache"));
    assertThat(output)
        .contains("NativeLibraryException: ")
        .contains("ai.djl.pytorch:pytorch-native-cpu:2.7.1:" + platform())
        .doesNotContain("network asked");
  }

  @Test
  void start_noLibtorchForThePlatform_namesThoseThereAreAndTheWayOut() {
    String output =
        new ChildJvm().argument("-Dos.arch=sparc").run("pytorch=" + dir.resolve("cache"));
    assertThat(output)
        .contains("NativeLibraryException: there is no libtorch for ")
        .contains("-sparc")
        .contains("linux-x86_64")
        .contains("emotion.backend=opencv");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_jniMissing_namesTheDependency() throws IOException {
    String output = new ChildJvm().without("pytorch-jni").run("pytorch=" + cacheWithoutGlue());
    assertThat(output)
        .contains("NativeLibraryException: ")
        .contains(
            "ai.djl.pytorch:pytorch-jni:2.7.1-" + Platform.fromSystem("pytorch").getApiVersion())
        .contains("found is none")
        .doesNotContain("network asked");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_jniOfAnotherVersion_namesBoth() throws IOException {
    Path other = Files.createDirectories(dir.resolve("jar/jnilib"));
    Files.writeString(other.resolve("pytorch.properties"), "jni_version=2.5.1-0.32.0\n");
    String output =
        new ChildJvm().withFirst(other.getParent()).run("pytorch=" + cacheWithoutGlue());
    assertThat(output)
        .contains("NativeLibraryException: ")
        .contains("ai.djl.pytorch:pytorch-jni:2.7.1-")
        .contains("found is 2.5.1-0.32.0")
        .doesNotContain("network asked");
  }

  @Test
  void start_cacheDirectoryThatCannotBeWritten_namesItAndTheKey() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "no directory");
    String output = new ChildJvm().run("pytorch=" + file.resolve("cache"));
    assertThat(output)
        .contains("NativeLibraryException: libtorch cannot be unpacked to " + file)
        .contains("emotion.cache-dir");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_libraryThatDoesNotLoad_saysWhatItNeedsAndWhatToDelete() throws IOException {
    Path cache = cacheWithoutGlue();
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.filter(f -> f.endsWith("libtorch_cpu.so")).toList()) {
        Files.delete(file);
        Files.writeString(file, "damaged");
      }
    }
    String output = new ChildJvm().run("pytorch=" + cache);
    assertThat(output)
        .contains("NativeLibraryException: libtorch 2.7.1 does not load on " + platform())
        .contains("libtorch_cpu.so")
        .contains("glibc 2.29")
        .contains("delete that directory");
  }

  @Test
  void create_engineNotOnTheClassPath_namesTheDependency() {
    String output =
        new ChildJvm()
            .without("pytorch-engine")
            .without("onnxruntime-engine")
            .without("api-0")
            .run("pytorch", "onnxruntime");
    assertThat(output)
        .contains(
            "PluginException: the back end 'pytorch' needs the dependency"
                + " ai.djl.pytorch:pytorch-engine")
        .contains(
            "PluginException: the back end 'onnxruntime' needs the dependency"
                + " ai.djl.onnxruntime:onnxruntime-engine");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void classify_fiveThousandTimes_residentMemoryStaysLevel() {
    // A heap of fixed size that is resident from the start, so that what grows is native.
    String output =
        new ChildJvm()
            .argument("-Xms64m")
            .argument("-XX:+AlwaysPreTouch")
            .argument("-XX:+UseSerialGC")
            .run("grows");
    long grownKibibytes =
        Long.parseLong(
            Pattern.compile("grew by (-?\\d+) KiB")
                .matcher(output)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1));
    assertThat(grownKibibytes).isLessThan(8 * 1024);
  }
}
