package org.emotion4j.models;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.Preprocessor;

/** The folders that src/test/python/make_fixtures.py wrote. */
final class Fixtures {
  static final String GRAY = "tiny-gray";
  static final String RGB = "tiny-rgb";
  static final String BGR = "tiny-bgr";
  static final List<String> ALL = List.of(GRAY, RGB, BGR);

  private Fixtures() {}

  static Path path(String name) {
    try {
      return Path.of(Fixtures.class.getResource("/fixtures/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static ModelFolder folder(String name) {
    return ModelFolder.open(path(name));
  }

  static RecognizerOptions options(String... pairs) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return RecognizerOptions.from(EmotionConfig.of(values));
  }

  /** The model of a folder on a back end, without core's golden check. */
  static EmotionModel open(
      EmotionModelProvider provider, ModelFolder folder, RecognizerOptions options) {
    for (ModelFile file : folder.descriptor().files()) {
      if (provider.formats().contains(file.format())) {
        return provider.create(folder, file, options);
      }
    }
    throw new AssertionError(folder + " has no file for " + provider.name());
  }

  /** A batch of so many golden pictures. */
  static FaceBatch golden(ModelFolder folder, int faces) {
    FaceCrop crop =
        new FaceCrop(
            folder.descriptor().input().width(),
            folder.descriptor().input().height(),
            folder.descriptor().input().channels().count(),
            folder.descriptor().goldenPixels());
    FaceBatch batch = new FaceBatch(folder.descriptor().input(), faces);
    Preprocessor.fill(batch, java.util.Collections.nCopies(faces, crop));
    return batch;
  }

  /** A copy that a test may damage. */
  static Path copy(String name, Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(path(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName().toString()));
      }
    }
    return target;
  }

  /** Replaces a text in a copy's description, which must be there. */
  static void edit(Path folder, String from, String to) throws IOException {
    Path file = folder.resolve(ModelFolder.DESCRIPTION);
    String json = Files.readString(file);
    if (!json.contains(from)) {
      throw new AssertionError("the description has no " + from);
    }
    Files.writeString(file, json.replace(from, to));
  }

  /** Replaces a file of weights in a copy, and the size and hash in its description. */
  static void replace(Path folder, String name, byte[] weights) throws IOException {
    byte[] before = Files.readAllBytes(folder.resolve(name));
    Files.write(folder.resolve(name), weights);
    edit(folder, "\"size\": " + before.length + ",", "\"size\": " + weights.length + ",");
    edit(folder, sha256(before), sha256(weights));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
