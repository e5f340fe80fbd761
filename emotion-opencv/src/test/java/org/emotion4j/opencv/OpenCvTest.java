package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emotion4j.EmotionException;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceAlignerProvider;
import org.emotion4j.spi.FaceDetectorProvider;
import org.emotion4j.testkit.Concurrency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Core;

/** Natives load once in a process, so faults in loading are tried in processes of their own. */
class OpenCvTest {
  @TempDir Path directory;

  /**
   * Loads OpenCV and TensorFlow Lite and prints its version and thread count, or what went wrong.
   */
  static final class Child {
    private Child() {}

    public static void main(String[] cacheDirectory) throws Exception {
      if (Boolean.getBoolean("emotion4j.test.twice")) {
        System.clearProperty("emotion4j.test.twice");
        Concurrency.run(
            2,
            2,
            () -> {
              again(cacheDirectory);
              return true;
            });
        return;
      }
      if (Boolean.getBoolean("emotion4j.test.interrupted")) {
        Thread.currentThread().interrupt();
      }
      try {
        OpenCv.loadTensorFlowLite(Arrays.stream(cacheDirectory).map(Path::of).findFirst());
        System.out.println("loaded " + OpenCv.version() + " threads " + Core.getNumThreads());
        if (Thread.currentThread().isInterrupted()) {
          Path cascade = CascadeFaceDetector.unpacked(CascadeFaceDetector.LBP_CASCADE);
          System.out.println("cascade " + Files.size(cascade));
          Ffmpeg.load();
        }
        System.out.println("interrupted " + Thread.interrupted());
      } catch (EmotionException e) {
        System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
      if (Boolean.getBoolean("emotion4j.test.again")) {
        System.clearProperty("emotion4j.test.again");
        again(cacheDirectory);
      }
    }

    /** The same as a second web application of a server would do it. */
    private static void again(String[] arguments) throws Exception {
      List<URL> urls = new ArrayList<>();
      for (String entry : classPath().split(File.pathSeparator)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
      try (URLClassLoader other =
          new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
        Method main =
            Class.forName(Child.class.getName(), true, other)
                .getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        main.invoke(null, (Object) arguments);
      }
    }
  }

  private static String runChild(String classPath, List<String> options, Path... cacheDirectory)
      throws IOException, InterruptedException {
    return runChild(List.of(), classPath, options, cacheDirectory);
  }

  private static String runChild(
      List<String> prefix, String classPath, List<String> options, Path... cacheDirectory)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, Child.class.getName()));
    Arrays.stream(cacheDirectory).map(Path::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  @Test
  void load_nativesOfThisPlatformMissing_namesJarsAndClassifier() throws Exception {
    String withoutNatives =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> !entry.contains(OpenCv.platform()))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(runChild(withoutNatives, List.of(), directory))
        .contains("NativeLibraryException")
        .contains("org.bytedeco:opencv")
        .contains("classifier " + OpenCv.platform());
  }

  @Test
  void load_oneJarOfNativesMissing_namesIt() throws Exception {
    String without =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*tensorflow-lite-.*" + OpenCv.platform() + ".*"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(runChild(without, List.of(), directory))
        .contains("NativeLibraryException")
        .contains("org.bytedeco:tensorflow-lite");
  }

  @Test
  void load_cacheDirectory_isWhereNativesAreUnpacked() throws Exception {
    Path cache = directory.resolve("cache");
    assertThat(runChild(classPath(), List.of(), cache)).contains("loaded 4.").contains("threads 1");
    try (Stream<Path> unpacked = Files.walk(cache)) {
      assertThat(unpacked.filter(p -> p.toString().contains("opencv_core"))).isNotEmpty();
    }
  }

  @Test
  void load_javaCppsOwnPropertySet_winsOverOurs() throws Exception {
    Path theirs = directory.resolve("theirs");
    Path ours = directory.resolve("ours");
    String property = "-Dorg.bytedeco.javacpp.cachedir=" + theirs;
    assertThat(runChild(classPath(), List.of(property), ours)).contains("loaded 4.");
    assertThat(theirs).isNotEmptyDirectory();
    assertThat(ours).doesNotExist();
  }

  @Test
  void load_cacheDirectoryThatCannotBeMade_saysWhichOptionToChange() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(runChild(classPath(), List.of(), file.resolve("below")))
        .contains("NativeLibraryException")
        .contains("emotion.cache-dir");
  }

  /** A library cut short kills the process that loads it; here two start on it at once. */
  @Test
  void load_libraryCutShort_isUnpackedAgainByTwoProcessesAtOnce() throws Exception {
    Path cache = directory.resolve("cache");
    runChild(classPath(), List.of(), cache);
    try (Stream<Path> files = Files.walk(cache)) {
      Path library =
          files
              .filter(file -> file.getFileName().toString().contains("opencv_core"))
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .findFirst()
              .orElseThrow();
      Files.write(library, new byte[1000]);
    }
    assertThat(Concurrency.run(2, 2, () -> runChild(classPath(), List.of(), cache)))
        .allSatisfy(output -> assertThat(output).contains("loaded 4."));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void load_noRoomOnTheDisk_saysWhereAndHowMuchIsNeeded() throws Exception {
    assumeThat(Path.of("/usr/bin/prlimit")).isExecutable();
    // A limit on the size of files stands for a disk that is full.
    Path cache = directory.resolve("cache");
    assertThat(runChild(List.of("prlimit", "--fsize=" + (1 << 20)), classPath(), List.of(), cache))
        .contains("NativeLibraryException")
        .contains(cache + " (")
        .contains("MB free), which must be writable and takes 230 MB");
  }

  @Test
  void load_interruptedThread_unpacksAndKeepsItsFlag() throws Exception {
    Path cache = directory.resolve("cache");
    assertThat(runChild(classPath(), List.of("-Demotion4j.test.interrupted=true"), cache))
        .contains("loaded 4.", "cascade ", "interrupted true");
  }

  @Test
  void load_secondClassLoaderOfAProcess_saysThatBothMustShareOne() throws Exception {
    String output = runChild(classPath(), List.of("-Demotion4j.test.again=true"), directory);
    assertThat(output)
        .contains("loaded 4.")
        .contains("NativeLibraryException: OpenCV runs in another class loader")
        .contains("share");
  }

  @Test
  void load_twoClassLoadersAtOnce_oneRunsAndTheOtherIsTold() throws Exception {
    String output = runChild(classPath(), List.of("-Demotion4j.test.twice=true"), directory);
    assertThat(output)
        .containsOnlyOnce("loaded 4.")
        .containsOnlyOnce("NativeLibraryException: OpenCV runs in another class loader");
  }

  @Test
  void load_again_doesNothing() {
    OpenCv.load(Optional.empty());
    OpenCv.load(Optional.of(directory.resolve("other")));
    assertThat(directory.resolve("other")).doesNotExist();
  }

  @Test
  void providers_areFoundByName() {
    assertThat(
            ServiceLoader.load(FaceDetectorProvider.class).stream()
                .map(p -> p.get().name())
                .toList())
        .containsExactlyInAnyOrder("blazeface", "blazeface-full", "yunet", "haar", "lbp");
    assertThat(ServiceLoader.load(FaceAlignerProvider.class).findFirst().orElseThrow().name())
        .isEqualTo("landmark");
    assertThat(ServiceLoader.load(EmotionModelProvider.class).findFirst().orElseThrow().name())
        .isEqualTo("opencv");
  }
}
