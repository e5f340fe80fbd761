package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Core;

/** Natives load once in a process, so faults in loading are tried in processes of their own. */
class OpenCvTest {
  @TempDir Path directory;

  /** Loads OpenCV and prints its version and thread count, or what went wrong. */
  static final class Child {
    private Child() {}

    public static void main(String[] cacheDirectory) {
      try {
        OpenCv.load(Arrays.stream(cacheDirectory).map(Path::of).findFirst());
        System.out.println("loaded " + OpenCv.version() + " threads " + Core.getNumThreads());
      } catch (EmotionException e) {
        System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  private static String runChild(String classPath, List<String> options, Path... cacheDirectory)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
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
