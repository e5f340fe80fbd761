package org.emotion4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.emotion4j.EmotionException;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.opencv.VideoFrames;
import org.emotion4j.opencv.VideoWriter;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceAlignerProvider;
import org.emotion4j.spi.FaceDetectorProvider;

/**
 * Looks at everything that must be in place for a recognizer to run in this process: the platform,
 * native libraries and whether their versions match, cache directories, models, plug-ins, and a
 * first recognition.
 */
final class Checkup {
  /** Whether something is right, worth knowing, or in the way. */
  enum Status {
    OK,
    NOTE,
    FAULT
  }

  /**
   * One thing that was looked at.
   *
   * @param what it is
   * @param found what is there
   * @param remedy what to do about it; empty if nothing
   */
  record Finding(Status status, String what, String found, String remedy) {}

  // The newest symbol versions that the natives of these releases ask for, by objdump -T.
  private static final int GLIBC_OPENCV = 34;
  private static final int GLIBC_PYTORCH = 29;
  private static final long UNPACKED_MEGABYTES = 600;

  private static final String NONE = "none";
  private static final ClassLoader LOADER = Checkup.class.getClassLoader();

  private final List<Finding> findings = new ArrayList<>();

  private Checkup() {}

  /** Looks at everything; a fault in one place does not keep it from looking at the others. */
  static List<Finding> run() {
    Checkup checkup = new Checkup();
    checkup.platform();
    checkup.java();
    checkup.libc();
    NativeJars natives = new NativeJars(LOADER);
    checkup.findings.add(natives.openCv());
    checkup.findings.add(natives.pyTorch());
    checkup.fonts();
    Optional<RecognizerOptions> options = checkup.options();
    options.ifPresent(checkup::cacheDirectories);
    checkup.plugins();
    checkup.models(options);
    checkup.firstRecognition();
    checkup.video();
    return List.copyOf(checkup.findings);
  }

  private void ok(String what, String found) {
    findings.add(new Finding(Status.OK, what, found, ""));
  }

  private void note(String what, String found, String remedy) {
    findings.add(new Finding(Status.NOTE, what, found, remedy));
  }

  private void fault(String what, String found, String remedy) {
    findings.add(new Finding(Status.FAULT, what, found, remedy));
  }

  private void platform() {
    String found =
        String.format(
            Locale.ROOT,
            "%s %s, %s, %d processors, %d MB heap at most",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            Runtime.getRuntime().maxMemory() >> 20);
    if (Platform.current().isPresent()) {
      ok("platform", found);
    } else {
      fault("platform", found, "run on one of " + List.of(Platform.values()));
    }
  }

  private void java() {
    String found = System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
    if (Runtime.version().feature() >= 24) {
      note("java", found, "--enable-native-access=ALL-UNNAMED keeps it from warning of natives");
    } else {
      ok("java", found);
    }
  }

  /** The natives are linked against glibc: musl cannot load them, nor can an old glibc. */
  private void libc() {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return; // not Linux
    }
    try {
      for (String line : Files.readAllLines(maps)) {
        if (line.contains("/ld-musl-")) {
          fault(
              "C library", "musl", "use an image with glibc, such as Debian's, instead of Alpine");
          return;
        }
        Matcher file = Pattern.compile("(/\\S*/libc(\\.so\\.6|-2\\.\\d+\\.so))$").matcher(line);
        if (file.find()) {
          glibc(Path.of(file.group(1)));
          return;
        }
      }
      note("C library", "neither glibc nor musl is mapped", "glibc is what has been tried");
    } catch (IOException e) {
      note("C library", "cannot be told: " + e.getMessage(), "glibc is what has been tried");
    }
  }

  private void glibc(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    Matcher version = Pattern.compile("release version 2\\.(\\d+)").matcher(text);
    if (!version.find()) {
      note("C library", "glibc of an unknown version", "OpenCV needs 2." + GLIBC_OPENCV);
      return;
    }
    String found = "glibc 2." + version.group(1);
    if (Integer.parseInt(version.group(1)) >= GLIBC_OPENCV) {
      ok("C library", found);
    } else {
      fault(
          "C library",
          found,
          "OpenCV's natives need glibc 2."
              + GLIBC_OPENCV
              + " and PyTorch's 2."
              + GLIBC_PYTORCH
              + " (Debian 12, Ubuntu 22.04, RHEL 9 or later)");
    }
  }

  private void fonts() {
    if (Annotator.hasFonts()) {
      ok("fonts", "there are some, for the examples' annotated pictures");
    } else {
      note("fonts", NONE, Annotator.NO_FONTS);
    }
  }

  private Optional<RecognizerOptions> options() {
    try {
      RecognizerOptions options = RecognizerOptions.from(EmotionConfig.load());
      ok(
          "configuration",
          "model "
              + options.model()
              + ", detector "
              + options.detector().orElse("by default")
              + ", back end "
              + options.backend().orElse("by default"));
      return Optional.of(options);
    } catch (EmotionException e) {
      fault("configuration", Cli.reason(e), "correct this value");
      return Optional.empty();
    }
  }

  /** In the order in which the libraries look, and the back ends for them. */
  private void cacheDirectories(RecognizerOptions options) {
    Path home = Path.of(System.getProperty("user.home", "."));
    cacheDirectory(
        "OpenCV cache",
        setting("org.bytedeco.javacpp.cachedir")
            .or(options::cacheDirectory)
            .orElse(home.resolve(".javacpp/cache")));
    cacheDirectory(
        "PyTorch cache",
        setting("ENGINE_CACHE_DIR")
            .or(options::cacheDirectory)
            .or(() -> setting("DJL_CACHE_DIR"))
            .orElse(home.resolve(".djl.ai")));
  }

  private static Optional<Path> setting(String name) {
    String variable = System.getenv(name);
    return Optional.ofNullable(variable != null ? variable : System.getProperty(name))
        .map(Path::of);
  }

  private void cacheDirectory(String what, Path directory) {
    Path existing = directory.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    String remedy = "name a directory that can be written by emotion.cache-dir";
    if (isPrepared(directory)) {
      ok(what, directory + ", to be read only");
      return;
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      fault(what, directory + " cannot be written", remedy);
      return;
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace() >> 20;
      String found = directory + ", " + free + " MB free";
      if (existing.equals(directory.toAbsolutePath()) || free >= UNPACKED_MEGABYTES) {
        ok(what, found);
      } else {
        fault(what, found, "unpacking takes " + UNPACKED_MEGABYTES + " MB; " + remedy);
      }
    } catch (IOException e) {
      note(what, directory + ", free space unknown: " + e.getMessage(), "");
    }
  }

  private static boolean isPrepared(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return !Files.isWritable(directory) && entries.findAny().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private void plugins() {
    String openCv = "add org.emotion4j:emotion-opencv";
    plugins("detectors", FaceDetectorProvider.class, FaceDetectorProvider::name, openCv);
    plugins("aligners", FaceAlignerProvider.class, FaceAlignerProvider::name, openCv);
    plugins(
        "back ends",
        EmotionModelProvider.class,
        provider ->
            provider.name()
                + (provider.isAvailable()
                    ? " for " + String.join(", ", formats(provider))
                    : " without its optional dependency"),
        "add org.emotion4j:emotion-models, or emotion-opencv for ONNX");
  }

  private static List<String> formats(EmotionModelProvider provider) {
    return provider.formats().stream().map(ModelFile.Format::label).sorted().toList();
  }

  private <P> void plugins(String what, Class<P> type, Function<P, String> naming, String remedy) {
    List<String> names = new ArrayList<>();
    try {
      ServiceLoader.load(type, LOADER).forEach(provider -> names.add(naming.apply(provider)));
    } catch (java.util.ServiceConfigurationError e) {
      fault(what, "a plug-in cannot be loaded: " + e.getMessage(), "remove or mend its jar");
      return;
    }
    if (names.isEmpty()) {
      fault(what, NONE, remedy);
    } else {
      ok(what, String.join(", ", names.stream().sorted().toList()));
    }
  }

  /** The bundled models, and the folder that the configuration names, with every file's hash. */
  private void models(Optional<RecognizerOptions> options) {
    TreeSet<String> names = new TreeSet<>(ModelFolder.bundled());
    if (names.isEmpty()) {
      note("bundled models", NONE, "add org.emotion4j:emotion-models, or name a folder");
    }
    options.ifPresent(chosen -> names.add(chosen.model()));
    for (String name : names) {
      try {
        ModelFolder folder = ModelFolder.find(name);
        ModelDescriptor descriptor = folder.descriptor();
        List<String> files = new ArrayList<>();
        for (ModelFile file : descriptor.files()) {
          int bytes = folder.read(file).length; // which compares size and SHA-256
          files.add(file.path() + " (" + file.precision() + ", " + (bytes >> 10) + " kB)");
        }
        String found =
            descriptor.id()
                + " "
                + descriptor.version()
                + ", hashes right: "
                + String.join(", ", files);
        ok("model", found);
      } catch (EmotionException e) {
        fault("model", Cli.reason(e), "restore the file or jar, or correct emotion.model");
      }
    }
  }

  private void firstRecognition() {
    long start = System.nanoTime();
    try (InputStream picture = Checkup.class.getResourceAsStream("astronaut.jpg");
        FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
      if (picture == null) {
        throw new IOException("astronaut.jpg is not beside " + Checkup.class.getName());
      }
      Frame frame = Frame.read(picture);
      long created = System.nanoTime();
      EmotionResult result = recognizer.recognize(frame);
      long recognized = System.nanoTime();
      Optional<FaceEmotion> face = result.largestFace();
      String found =
          String.format(
              Locale.ROOT,
              "%s; ready in %.0f ms, first picture in %.1f ms",
              face.map(f -> f.scores().toString()).orElse("no face"),
              (created - start) / 1e6,
              (recognized - created) / 1e6);
      if (face.isPresent()) {
        ok("first recognition", found);
      } else {
        fault("first recognition", found, "the picture has a face: choose another detector");
      }
    } catch (IOException | EmotionException | LinkageError e) {
      fault("first recognition", String.valueOf(e.getMessage()), "mend the faults above first");
    }
  }

  /** A picture into a file and back. */
  private void video() {
    try {
      Path file = Files.createTempFile("doctor", ".mp4");
      try (VideoWriter writer = new VideoWriter(file, 25)) {
        writer.write(Frame.wrap(ByteBuffer.allocateDirect(64 * 64), 64, 64, PixelFormat.GRAY8));
        writer.close();
        try (VideoFrames frames = VideoFrames.ofFile(file)) {
          if (frames.next().isPresent()) {
            ok("video", "MP4 is written and read");
          } else {
            fault("video", "MP4 is written, but not read", "choose another release of FFmpeg");
          }
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException | EmotionException | LinkageError e) {
      note("video", String.valueOf(e.getMessage()), "Motion JPEG in AVI works without");
    }
  }
}
