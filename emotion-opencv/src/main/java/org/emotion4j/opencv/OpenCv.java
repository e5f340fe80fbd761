package org.emotion4j.opencv;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_java;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.emotion4j.NativeLibraryException;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.spi.NativeLoading;
import org.opencv.core.Core;

/**
 * OpenCV's native libraries, loaded once in a process. The detectors, the aligner and the model
 * back end of this package load them by themselves. Safe for use by several threads.
 */
public final class OpenCv {
  private static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

  private static boolean loaded;

  private OpenCv() {}

  /**
   * Loads the native libraries if this has not happened yet.
   *
   * @param cacheDirectory where they are unpacked, or lie already if it cannot be written to; by
   *     the first load in the process and if the system property {@code
   *     org.bytedeco.javacpp.cachedir} is not set; empty for that property, or {@code
   *     .javacpp/cache} in the home directory
   * @throws NativeLibraryException if they are not on the class path for this platform, do not
   *     load, or cannot be unpacked
   */
  public static synchronized void load(Optional<Path> cacheDirectory) {
    if (loaded) {
      return;
    }
    loadFirst(cacheDirectory);
    loaded = true;
  }

  private static void loadFirst(Optional<Path> cacheDirectory) {
    cacheDirectory.ifPresent(OpenCv::unpackInto);
    boolean ours;
    try {
      ours = !Loader.getLoadedLibraries().containsKey("opencv_java");
      loadLibraries(opencv_java.class);
    } catch (LinkageError | RuntimeException e) {
      throw doNotLoad(e);
    }
    try {
      // OpenCV's thread count is one setting for the whole process, and by default every call
      // spreads over all processors. Calls here are small (a 128x128 network, a 48x48 crop) and
      // the recognizer runs several of them at once by emotion.threads, so a pool of threads
      // below each call only adds waiting. An application that had loaded OpenCV before keeps
      // what it set, and one that wants another number calls Core.setNumThreads afterwards.
      if (ours) {
        Core.setNumThreads(1);
      } else {
        Core.getNumThreads();
      }
    } catch (UnsatisfiedLinkError e) {
      throw new NativeLibraryException(
          "OpenCV runs in another class loader of this process, and a process loads it once: put"
              + " emotion4j, OpenCV, JavaCPP and their dependencies into a class loader that both"
              + " users share, such as a server's own",
          e);
    }
  }

  /**
   * Loads TensorFlow Lite, too, which has its own library.
   *
   * @throws NativeLibraryException as {@link #load(Optional)}
   */
  static synchronized void loadTensorFlowLite(Optional<Path> cacheDirectory) {
    load(cacheDirectory);
    try {
      loadLibraries(tensorflowlite.class);
    } catch (LinkageError | RuntimeException e) {
      throw doNotLoad(e);
    }
  }

  /** The libraries below a class of JavaCPP's presets, unpacked first where they are not yet. */
  static void loadLibraries(Class<?> of) {
    NativeLoading.uninterrupted(() -> Loader.load(of));
  }

  private static NativeLibraryException doNotLoad(Throwable cause) {
    return new NativeLibraryException(
        "the native libraries of emotion-opencv do not load on "
            + platform()
            + ": "
            + cause
            + ". They come with org.bytedeco:javacpp, org.bytedeco:openblas, org.bytedeco:opencv and"
            + " org.bytedeco:tensorflow-lite, each with classifier "
            + platform()
            + " and the version that emotion4j's bill of materials states, and are unpacked to "
            + room()
            + ", which must be writable and takes 230 MB, unless they are there already:"
            + " emotion.cache-dir names another. If files there are damaged, delete it: they are"
            + " unpacked again",
        cause);
  }

  /** Where libraries are unpacked, and how much room there is. */
  private static String room() {
    try {
      Path directory = Loader.getCacheDir().toPath();
      long free = Files.getFileStore(directory).getUsableSpace();
      return directory + " (" + (free >> 20) + " MB free)";
    } catch (IOException e) {
      return "a directory that cannot be made (" + e + ")";
    }
  }

  private static void unpackInto(Path directory) {
    if (System.getProperty(CACHE_PROPERTY) != null) {
      return;
    }
    // JavaCPP would quietly take another directory in place of one that it cannot use.
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
    System.setProperty(CACHE_PROPERTY, directory.toAbsolutePath().toString());
    if (!Files.isWritable(directory)) {
      useAsItIs(directory);
    }
  }

  /**
   * JavaCPP passes over a directory that it cannot write to, though it writes nothing if all is
   * there already, and it has no setting for that.
   */
  private static void useAsItIs(Path directory) {
    try {
      Field cacheDirectory = Loader.class.getDeclaredField("cacheDir");
      cacheDirectory.setAccessible(true);
      cacheDirectory.set(null, directory.toRealPath().toFile());
    } catch (ReflectiveOperationException | IOException | RuntimeException e) {
      throw unusable(directory, e);
    }
  }

  private static NativeLibraryException unusable(Path directory, Exception cause) {
    return new NativeLibraryException(
        ConfigKey.CACHE_DIRECTORY.key()
            + " = "
            + directory
            + " cannot be used, and native libraries are unpacked there: "
            + cause,
        cause);
  }

  /**
   * As {@link #load(Optional)} with the cache directory that this process's configuration names.
   *
   * @throws org.emotion4j.ConfigurationException if the configuration has an unknown key
   */
  public static synchronized void load() {
    if (loaded) {
      return;
    }
    load(EmotionConfig.load().text(ConfigKey.CACHE_DIRECTORY).map(Path::of));
  }

  /**
   * OpenCV's version, such as {@code 4.13.0}.
   *
   * @throws NativeLibraryException as {@link #load()}
   */
  public static String version() {
    load();
    return Core.getVersionString();
  }

  /** This platform as the classifiers of the native jars name it: {@code linux-x86_64}. */
  public static String platform() {
    return Loader.Detector.getPlatform();
  }
}
