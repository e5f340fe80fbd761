package org.emotion4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.emotion4j.examples.Checkup.Finding;
import org.emotion4j.examples.Checkup.Status;

/**
 * Whether the jars with native libraries are on a class path and fit together. They are looked at
 * as resources, so that nothing is loaded that could not be.
 */
final class NativeJars {
  private static final String NONE = "none";
  private static final String BOM =
      "import org.emotion4j:emotion4j as a BOM, so that each version stands in one place";

  /** Each artifact with a library that its jar for a platform holds, in the order of loading. */
  private static final List<Map.Entry<String, String>> OPENCV =
      List.of(
          Map.entry("javacpp", "jnijavacpp"),
          Map.entry("openblas", "jniopenblas_nolapack"),
          Map.entry("opencv", "opencv_java"),
          Map.entry("tensorflow-lite", "jnitensorflowlite"));

  private final ClassLoader loader;

  NativeJars(ClassLoader loader) {
    this.loader = loader;
  }

  /** JavaCPP and what it binds for the detectors: the others' versions end with its own. */
  Finding openCv() {
    String platform = Platform.current().map(Platform::openCv).orElse(NONE);
    List<String> versions = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, String> artifact : OPENCV) {
      String name = artifact.getKey();
      TreeSet<String> found = new TreeSet<>();
      for (Properties pom : all("META-INF/maven/org.bytedeco/" + name + "/pom.properties")) {
        found.add(pom.getProperty("version", "unknown"));
      }
      versions.add(name + " " + (found.isEmpty() ? NONE : String.join(" and ", found)));
      String library = System.mapLibraryName(artifact.getValue());
      String folder = "org/bytedeco/" + name.replace("-", "") + "/" + platform + "/";
      if (loader.getResource(folder + library) == null) {
        missing.add("org.bytedeco:" + name + ":" + platform);
      }
    }
    String what = "OpenCV natives";
    String found = String.join(", ", versions);
    String javacpp = versions.get(0).substring("javacpp ".length());
    if (!missing.isEmpty()) {
      return new Finding(Status.FAULT, what, found, "add " + String.join(", ", missing));
    }
    if (!versions.stream().allMatch(v -> v.endsWith(javacpp) && !v.contains(" and "))) {
      return new Finding(Status.FAULT, what, found + ": they do not match", BOM);
    }
    return new Finding(Status.OK, what, found + " for " + platform, "");
  }

  /** DJL, its glue and libtorch: the glue's version is the other two's, joined. */
  Finding pyTorch() {
    String what = "PyTorch natives";
    String djl = first("ai/djl/engine/api.properties", "djl_version");
    String jni = first("jnilib/pytorch.properties", "jni_version");
    String torch = first("native/lib/pytorch.properties", "version").split("-", 2)[0];
    String classifier = first("native/lib/pytorch.properties", "classifier");
    String found = "djl " + djl + ", pytorch-jni " + jni + ", libtorch " + torch;
    Optional<String> wanted =
        Platform.current().map(Platform::pyTorch).filter(name -> !name.isEmpty());
    if (wanted.isEmpty()) {
      return new Finding(
          Status.NOTE, what, "none for this platform", "emotion.backend=opencv does without");
    }
    if (jni.equals(NONE) && torch.equals(NONE)) {
      return new Finding(Status.NOTE, what, NONE, "emotion.backend=opencv does without");
    }
    if (!classifier.equals(wanted.get())) {
      String remedy =
          "add ai.djl.pytorch:pytorch-native-cpu:"
              + wanted.get()
              + ", or set emotion.backend=opencv";
      return new Finding(Status.FAULT, what, found + " for " + classifier, remedy);
    }
    if (!jni.equals(torch + "-" + djl)) {
      return new Finding(
          Status.FAULT,
          what,
          found + ": they do not match, and DJL would try to download others",
          BOM);
    }
    return new Finding(Status.OK, what, found + " for " + classifier, "");
  }

  private String first(String resource, String key) {
    List<Properties> all = all(resource);
    return all.isEmpty() ? NONE : all.get(0).getProperty(key, "unknown");
  }

  private List<Properties> all(String resource) {
    List<Properties> all = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(resource))) {
        Properties properties = new Properties();
        try (InputStream stream = url.openStream()) {
          properties.load(stream);
        }
        all.add(properties);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " on the class path cannot be read", e);
    }
    return all;
  }
}
