package org.emotion4j.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.emotion4j.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a {@code model.json} and the weights that it names: a directory, or a package of
 * resources in a jar. Opening one reads and checks the description; {@link #read} reads weights and
 * checks their size and hash, so that what a back end is given is what was hashed. Immutable and
 * safe for use by several threads.
 */
public final class ModelFolder {
  /** Name of the description in the folder. */
  public static final String DESCRIPTION = "model.json";

  /** Where a jar keeps a bundled model: this, the model's name, and its files below. */
  public static final String RESOURCE_ROOT = "org/emotion4j/models/";

  /** The resource in which a jar lists the names of its models, one a line. */
  public static final String INDEX = "META-INF/emotion4j/models";

  private static final long MAX_DESCRIPTION_BYTES = 4L << 20;

  /** Models of this project that come in a jar of their own, so that an error can name it. */
  private static final Map<String, String> JARS =
      Map.of(
          "ferplus", "org.emotion4j:emotion-models",
          "ferplus-fp32", "org.emotion4j:emotion-models",
          "fer2013-cnn1", "org.emotion4j:emotion-models",
          "fer2013-cnn2", "org.emotion4j:emotion-models",
          "fer2013-cnn3", "org.emotion4j:emotion-models",
          "fer2013-cnn4", "org.emotion4j:emotion-models",
          "fer2013-vgg16", "org.emotion4j:emotion-models-vgg",
          "fer2013-vgg19", "org.emotion4j:emotion-models-vgg");

  private interface Source {
    InputStream open(String name) throws IOException;
  }

  private final String location;
  private final Source source;
  private final ModelDescriptor descriptor;

  private ModelFolder(String location, Source source) {
    this.location = location;
    this.source = source;
    byte[] json = readAtMost(DESCRIPTION, MAX_DESCRIPTION_BYTES + 1);
    if (json.length > MAX_DESCRIPTION_BYTES) {
      throw new ModelException(
          location + "/" + DESCRIPTION + " has more than " + MAX_DESCRIPTION_BYTES + " bytes");
    }
    this.descriptor = DescriptorReader.read(json, location + "/" + DESCRIPTION);
  }

  /**
   * Opens a directory.
   *
   * @throws ModelException if there is none, or its description is missing or wrong
   */
  public static ModelFolder open(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new ModelException(
          "no model folder at "
              + directory.toAbsolutePath()
              + ": emotion.model names it, or the recognizer's builder");
    }
    return new ModelFolder(
        directory.toString(), name -> Files.newInputStream(directory.resolve(name)));
  }

  /**
   * Opens what {@code emotion.model} names: a directory if it has a slash or backslash, otherwise a
   * model that a jar on the class path brings. One never stands in for the other.
   *
   * @throws ModelException if there is none of that name; the message lists those that there are,
   *     and the jar to add
   */
  public static ModelFolder find(String nameOrPath) {
    if (nameOrPath.indexOf('/') >= 0 || nameOrPath.indexOf('\\') >= 0) {
      try {
        return open(Path.of(nameOrPath));
      } catch (InvalidPathException e) {
        throw new ModelException("'" + nameOrPath + "' is no path of a model folder: " + e, e);
      }
    }
    String prefix = RESOURCE_ROOT + nameOrPath + "/";
    ClassLoader loader = loaderOf(prefix + DESCRIPTION);
    if (loader == null) {
      String jar = JARS.get(nameOrPath);
      throw new ModelException(
          "no model '"
              + nameOrPath
              + "' on the class path; found are "
              + bundled()
              + (jar == null ? "" : "; it comes with " + jar)
              + ". A folder is named with a slash: ./"
              + nameOrPath);
    }
    return new ModelFolder(
        "classpath:" + nameOrPath,
        name -> {
          InputStream stream = loader.getResourceAsStream(prefix + name);
          if (stream == null) {
            throw new java.io.FileNotFoundException(prefix + name);
          }
          return stream;
        });
  }

  /** The names of the models that jars on the class path bring, in alphabetical order. */
  public static List<String> bundled() {
    TreeSet<String> names = new TreeSet<>();
    for (ClassLoader loader : loaders()) {
      try {
        for (URL index : Collections.list(loader.getResources(INDEX))) {
          try (BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(index.openStream(), StandardCharsets.UTF_8))) {
            lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(names::add);
          }
        }
      } catch (IOException e) {
        throw new ModelException("the list of bundled models cannot be read: " + e, e);
      }
    }
    return List.copyOf(names);
  }

  private static Set<ClassLoader> loaders() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(context);
    }
    loaders.add(ModelFolder.class.getClassLoader());
    return loaders;
  }

  private static @Nullable ClassLoader loaderOf(String resource) {
    for (ClassLoader loader : loaders()) {
      if (loader.getResource(resource) != null) {
        return loader;
      }
    }
    return null;
  }

  /** The checked description. */
  public ModelDescriptor descriptor() {
    return descriptor;
  }

  /** The directory, or {@code classpath:} and the name, for messages. */
  public String location() {
    return location;
  }

  /**
   * The bytes of a file of weights, after their size and SHA-256 were found to be what the
   * description says.
   *
   * @throws ModelException if the file is missing, cut short, or differs; the message has what was
   *     expected and found
   */
  public byte[] read(ModelFile file) {
    byte[] bytes = readAtMost(file.path(), file.size() + 1);
    if (bytes.length != file.size()) {
      throw new ModelException(
          location
              + "/"
              + file.path()
              + " has "
              + (bytes.length > file.size() ? "more bytes" : bytes.length + " bytes")
              + ", "
              + DESCRIPTION
              + " says "
              + file.size()
              + ": the file is cut short or another; restore it");
    }
    String found = sha256(bytes);
    if (!found.equals(file.sha256())) {
      throw new ModelException(
          location
              + "/"
              + file.path()
              + " has SHA-256 "
              + found
              + ", "
              + DESCRIPTION
              + " says "
              + file.sha256()
              + ": the file is damaged or another; restore it");
    }
    return bytes;
  }

  private byte[] readAtMost(String name, long bytes) {
    try (InputStream stream = source.open(name)) {
      return stream.readNBytes((int) bytes);
    } catch (IOException e) {
      throw new ModelException(location + "/" + name + " is missing or cannot be read: " + e, e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return location;
  }
}
