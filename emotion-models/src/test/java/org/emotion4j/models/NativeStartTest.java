package org.emotion4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
import org.emotion4j.testkit.Concurrency;
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

  /** Of the right size, as after a crash of the machine: only loading it tells. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void start_libraryThatDoesNotLoad_saysWhatItNeedsAndWhatToDelete() throws IOException {
    Path cache = cacheWithoutGlue();
    Path library = library(cache, "libc10.so");
    long size = Files.size(library);
    Files.delete(library);
    Files.write(library, new byte[(int) size]);
    String output = new ChildJvm().run("pytorch=" + cache);
    assertThat(output)
        .contains("NativeLibraryException: libtorch 2.7.1 does not load on " + platform())
        .contains("libc10.so")
        .contains("glibc 2.29")
        .contains("delete that directory");
  }

  private static Path library(Path cache, String name) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  /** A library cut short kills the process that loads it; here two start on it at once. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void start_librariesCutShort_areUnpackedAgainByTwoProcessesAtOnce() throws IOException {
    Path cache = cacheWithoutGlue();
    Path library = library(cache, "libtorch_cpu.so");
    Files.delete(library);
    Files.write(library, new byte[1000]);
    assertThat(Concurrency.run(2, 2, () -> new ChildJvm().run("pytorch=" + cache)))
        .allSatisfy(output -> assertThat(output).contains("pytorch {happiness="));
    try (Stream<Path> left = Files.list(cache.resolve("pytorch"))) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("damaged"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_noRoomOnTheDisk_namesTheDirectoryAndTheKey() throws IOException {
    assumeThat(Path.of("/usr/bin/prlimit")).isExecutable();
    // A limit on the size of files stands for a disk that is full.
    Path cache = dir.resolve("cache");
    String output = new ChildJvm().largestFile(1 << 20).run("pytorch=" + cache);
    assertThat(output)
        .contains("NativeLibraryException: libtorch cannot be unpacked to " + cache)
        .contains("emotion.cache-dir");
    try (Stream<Path> left = Files.walk(cache)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void start_secondClassLoaderOfAProcess_saysThatBothMustShareOne() {
    String output = new ChildJvm().run("pytorch", "again=pytorch");
    assertThat(output)
        .contains("pytorch {happiness=")
        .contains("NativeLibraryException: libtorch runs in another class loader")
        .contains("share");
  }

  @Test
  void start_twoClassLoadersAtOnce_oneRunsAndTheOtherIsTold() {
    String output = new ChildJvm().run("twice=pytorch");
    assertThat(output)
        .containsOnlyOnce("pytorch {happiness=")
        .containsOnlyOnce("NativeLibraryException: libtorch runs in another class loader");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_interruptedThread_unpacksAndKeepsItsFlag() throws IOException {
    Path cache = cacheWithoutGlue();
    Path library = library(cache, "libc10.so");
    Files.delete(library);
    Files.write(library, new byte[1000]); // to be unpacked again, under a lock
    assertThat(new ChildJvm().run("interrupted=" + cache))
        .contains("pytorch {happiness=")
        .contains("flag true");
  }

  /** 4,000 faces of 16 x 20 numbers are 5 MB. */
  @Test
  void recognize_batchBeyondTheProcessesMemory_saysWhatToChangeAndGoesOn() {
    assertThat(new ChildJvm().argument("-XX:MaxDirectMemorySize=2m").run("memory=4000"))
        .contains("InferenceException: the model")
        .contains("memory ran out")
        .contains("emotion.model.max-batch")
        .contains("then 1 faces");
  }

  /** An archive of TorchScript can name code to run: none is looked at before its hash was. */
  @Test
  void open_weightsThatAreNotWhatTheyShouldBe_areRefusedBeforeTheEngineStarts() throws IOException {
    Path folder = Fixtures.copy(Fixtures.GRAY, dir.resolve("m"));
    Path weights = folder.resolve("model.pt");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    String output =
        new ChildJvm().without("pytorch-native-cpu").without("pytorch-jni").run("folder=" + folder);
    assertThat(output).contains("ModelException: ").contains("model.pt has SHA-256");
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
