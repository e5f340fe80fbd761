package org.emotion4j.models;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.emotion4j.NativeLibraryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts libtorch, once a process, and says what to do when it does not start. */
final class PyTorchRuntime {
  private static final Logger log = LoggerFactory.getLogger(PyTorchRuntime.class);

  private static final String ENGINE = "PyTorch";
  private static final String CACHE_DIRECTORY = "ENGINE_CACHE_DIR";

  /** The oldest C library that DJL's build of libtorch links to. */
  private static final String GLIBC = "2.29";

  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64");

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private static @Nullable Engine engine;
  private static boolean warned;

  private PyTorchRuntime() {}

  /**
   * Starts libtorch, unless it runs already.
   *
   * @param cacheDirectory where its libraries are unpacked; empty for DJL's default
   * @throws NativeLibraryException if it does not start; a later call tries again
   */
  static synchronized void start(Optional<Path> cacheDirectory) {
    if (engine == null) {
      DjlRuntime.setUnlessSet("ai.djl.pytorch.num_interop_threads", "1");
      cacheDirectory.ifPresent(
          directory ->
              DjlRuntime.setUnlessSet(CACHE_DIRECTORY, directory.toAbsolutePath().toString()));
      claimTemporaryDirectory();
      engine = DjlRuntime.start(PyTorchRuntime::startEngine);
      log.debug("libtorch {} runs from {}", engine.getVersion(), cacheDirectory());
    }
    cacheDirectory.ifPresent(PyTorchRuntime::warnUnlessInUse);
  }

  /** The engine, after {@link #start}. */
  static synchronized Engine engine() {
    if (engine == null) {
      throw new IllegalStateException("libtorch has not been started");
    }
    return engine;
  }

  /**
   * Without a home directory that can be written, DJL unpacks to a fixed place below the temporary
   * directory, where another user could have put libraries of his own for this process to load. So
   * that place must be this user's alone.
   */
  private static void claimTemporaryDirectory() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path cache = Utils.getEngineCacheDir();
    if (!cache.equals(temporary.resolve(".djl.ai"))
        || !cache.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try {
      if (Files.notExists(cache, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(cache, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
      PosixFileAttributes found =
          Files.readAttributes(cache, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Path own = Files.createTempFile(temporary, "emotion4j", "");
      boolean owned = Files.getOwner(own).equals(found.owner());
      Files.delete(own);
      if (!owned
          || !found.isDirectory()
          || found.permissions().contains(PosixFilePermission.GROUP_WRITE)
          || found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new NativeLibraryException(
            "libtorch would be loaded from "
                + cache
                + ", which others can write or own: delete it, or name a directory of this"
                + " user's by emotion.cache-dir");
      }
    } catch (IOException e) {
      throw new NativeLibraryException(
          "libtorch cannot be unpacked to "
              + cache
              + " ("
              + e
              + "): name a directory with 500 MB of room that can be written by emotion.cache-dir",
          e);
    }
  }

  private static Engine startEngine() {
    try {
      // A jar of jars merged carelessly loses the entry by which DJL finds its engines.
      Engine.registerEngine(new PtEngineProvider());
      UnpackedLibraries.heal();
      return Engine.getEngine(ENGINE);
    } catch (NativeLibraryException e) {
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      throw explained(e);
    }
  }

  private static Path cacheDirectory() {
    return Utils.getEngineCacheDir("pytorch").toAbsolutePath();
  }

  private static void warnUnlessInUse(Path wanted) {
    Path inUse = Utils.getEngineCacheDir().toAbsolutePath().normalize();
    if (!warned && !wanted.toAbsolutePath().normalize().equals(inUse)) {
      warned = true;
      log.warn(
          "emotion.cache-dir is {}, but libtorch runs from {}: the environment, or an earlier user"
              + " in this process, chose that",
          wanted,
          inUse);
    }
  }

  private static NativeLibraryException explained(Throwable failure) {
    Platform system = Platform.fromSystem("pytorch");
    String version = system.getVersion();
    String platform = system.getClassifier();
    if (String.valueOf(root(failure).getMessage()).contains("already loaded in another class")) {
      return new NativeLibraryException(
          "libtorch runs in another class loader of this process, and a process loads it once: put"
              + " emotion4j, DJL and their dependencies into a class loader that both users share,"
              + " such as a server's own",
          failure);
    }
    Platform found = Platform.detectPlatform("pytorch");
    if (found.isPlaceholder()) {
      return new NativeLibraryException(
          PLATFORMS.contains(platform)
              ? "libtorch for this platform is not on the class path: add the dependency "
                  + coordinates(version, platform)
              : "there is no libtorch for "
                  + platform
                  + ", only for "
                  + PLATFORMS
                  + ": run a model's ONNX file instead, by emotion.backend=opencv or onnxruntime",
          failure);
    }
    String wanted = found.getVersion().replaceFirst("-.*", "") + "-" + system.getApiVersion();
    String glue = glueVersion();
    if (!wanted.equals(glue)) {
      return new NativeLibraryException(
          "libtorch "
              + found.getVersion()
              + " and DJL "
              + system.getApiVersion()
              + " need the dependency ai.djl.pytorch:pytorch-jni:"
              + wanted
              + ", found is "
              + (glue == null ? "none" : glue)
              + "; this library is built for "
              + coordinates(version, platform)
              + " and ai.djl.pytorch:pytorch-jni:"
              + version
              + "-"
              + system.getApiVersion(),
          failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return new NativeLibraryException(
            "libtorch cannot be unpacked to "
                + cacheDirectory()
                + " ("
                + io
                + "): name a directory with 500 MB of room that can be written by"
                + " emotion.cache-dir",
            failure);
      }
    }
    return new NativeLibraryException(
        "libtorch "
            + version
            + " does not load on "
            + platform
            + ": "
            + EngineErrors.summary(root(failure))
            + ". On Linux it needs glibc "
            + GLIBC
            + " or newer, which musl, as in Alpine, is not. If files in "
            + cacheDirectory()
            + " are damaged, delete that directory: they are unpacked again",
        failure);
  }

  private static String coordinates(String version, String platform) {
    return "ai.djl.pytorch:pytorch-native-cpu:" + version + ":" + platform;
  }

  /** The version of the JNI library on the class path, null for none. */
  private static @Nullable String glueVersion() {
    URL resource = PyTorchRuntime.class.getClassLoader().getResource("jnilib/pytorch.properties");
    if (resource == null) {
      return null;
    }
    try (InputStream stream = resource.openStream()) {
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("jni_version");
    } catch (IOException e) {
      return null; // no more use than none at all
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
