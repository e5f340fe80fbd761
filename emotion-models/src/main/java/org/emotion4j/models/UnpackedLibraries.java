package org.emotion4j.models;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.emotion4j.NativeLibraryException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libtorch's libraries as DJL unpacks them to its cache. DJL takes what it finds there, and a
 * library that was cut short, by a full disk or a copy that was stopped, does not fail to load: the
 * process dies of it. So files of another size than in their jar are put away before they are
 * loaded, and DJL unpacks them again.
 */
final class UnpackedLibraries {
  private static final Logger log = LoggerFactory.getLogger(UnpackedLibraries.class);

  private UnpackedLibraries() {}

  /**
   * Puts a damaged directory of libraries away.
   *
   * @throws NativeLibraryException if it is damaged and cannot be put away
   */
  static void heal() {
    if (Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null) {
      return; // the application's own, with no jar to compare with
    }
    Platform platform = Platform.detectPlatform("pytorch");
    if (platform.isPlaceholder()) {
      return;
    }
    Path directory =
        Utils.getEngineCacheDir("pytorch")
            .resolve(
                platform.getVersion()
                    + "-"
                    + platform.getFlavor()
                    + "-"
                    + platform.getClassifier());
    Map<String, String> resources = resources(platform);
    if (damage(directory, resources) == null) {
      return;
    }
    // Another process may be about to do the same: the later one finds nothing left to do.
    Path lockFile = directory.resolveSibling("emotion4j.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      String damage = damage(directory, resources);
      if (damage != null && lock.isValid()) {
        log.warn("{}: libtorch is unpacked again", damage);
        putAway(directory);
      }
    } catch (IOException | OverlappingFileLockException e) {
      throw new NativeLibraryException(
          damage(directory, resources)
              + ", and it cannot be put away ("
              + e
              + "): delete "
              + directory
              + ", and it is unpacked again",
          e);
    }
  }

  /** The unpacked files' names, with the resource that each comes from. */
  private static Map<String, String> resources(Platform platform) {
    Map<String, String> resources = new LinkedHashMap<>();
    String place = platform.getFlavor() + "/" + platform.getClassifier();
    for (String library : platform.getLibraries()) {
      resources.put(library, "pytorch/" + place + "/" + library);
    }
    String glue = System.mapLibraryName("djl_torch");
    resources.put(
        Platform.fromSystem("pytorch").getApiVersion() + "-" + glue,
        "jnilib/" + platform.getClassifier() + "/" + platform.getFlavor() + "/" + glue);
    return resources;
  }

  /** What is wrong with a file that is there; null for nothing. */
  private static @Nullable String damage(Path directory, Map<String, String> resources) {
    try {
      for (Map.Entry<String, String> entry : resources.entrySet()) {
        Path file = directory.resolve(entry.getKey());
        URL resource = UnpackedLibraries.class.getClassLoader().getResource(entry.getValue());
        if (resource != null && Files.exists(file)) {
          long expected = resource.openConnection().getContentLengthLong();
          long found = Files.size(file);
          if (expected >= 0 && found != expected) {
            return file + " has " + found + " bytes, in its jar it has " + expected;
          }
        }
      }
      return null;
    } catch (IOException e) {
      return directory + " cannot be read: " + e;
    }
  }

  private static void putAway(Path directory) throws IOException {
    Path aside = Files.createTempDirectory(directory.getParent(), "damaged");
    Path moved = Files.move(directory, aside.resolve("libraries"));
    try (Stream<Path> files = Files.list(moved)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(moved);
    Files.delete(aside);
  }
}
