package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emotion4j.examples.Checkup.Finding;
import org.emotion4j.examples.Checkup.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeJarsTest {
  @TempDir Path dir;

  private void resource(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void openCv(String artifact, String library, String version) throws IOException {
    resource("META-INF/maven/org.bytedeco/" + artifact + "/pom.properties", "version=" + version);
    String platform = Platform.current().orElseThrow().openCv();
    resource(
        "org/bytedeco/"
            + artifact.replace("-", "")
            + "/"
            + platform
            + "/"
            + System.mapLibraryName(library),
        "");
  }

  private void pyTorch(String djl, String jni, String torch, String classifier) throws IOException {
    resource("ai/djl/engine/api.properties", "djl_version=" + djl);
    resource("jnilib/pytorch.properties", "jni_version=" + jni);
    resource("native/lib/pytorch.properties", "version=" + torch + "\nclassifier=" + classifier);
  }

  private NativeJars jars() throws IOException {
    return new NativeJars(new URLClassLoader(new URL[] {dir.toUri().toURL()}, null));
  }

  private static String classifier() {
    String name = Platform.current().orElseThrow().pyTorch();
    assumeTrue(!name.isEmpty(), "this platform has no PyTorch");
    return name;
  }

  @Test
  void openCv_emptyClassPath_namesTheJarsToAdd() throws IOException {
    Finding finding = jars().openCv();
    assertThat(finding.status()).isEqualTo(Status.FAULT);
    assertThat(finding.remedy()).contains("add org.bytedeco:javacpp:", "org.bytedeco:opencv:");
  }

  @Test
  void openCv_otherJavaCppVersion_isAMismatch() throws IOException {
    openCv("javacpp", "jnijavacpp", "1.5.12");
    openCv("openblas", "jniopenblas_nolapack", "0.3.31-1.5.13");
    openCv("opencv", "opencv_java", "4.13.0-1.5.13");
    openCv("tensorflow-lite", "jnitensorflowlite", "2.20.0-1.5.13");
    Finding finding = jars().openCv();
    assertThat(finding.status()).isEqualTo(Status.FAULT);
    assertThat(finding.found()).contains("javacpp 1.5.12", "do not match");
  }

  @Test
  void openCv_oneVersion_isRight() throws IOException {
    openCv("javacpp", "jnijavacpp", "1.5.13");
    openCv("openblas", "jniopenblas_nolapack", "0.3.31-1.5.13");
    openCv("opencv", "opencv_java", "4.13.0-1.5.13");
    openCv("tensorflow-lite", "jnitensorflowlite", "2.20.0-1.5.13");
    assertThat(jars().openCv().status()).isEqualTo(Status.OK);
  }

  @Test
  void pyTorch_absent_isWorthANoteOnly() throws IOException {
    Finding finding = jars().pyTorch();
    assertThat(finding.status()).isEqualTo(Status.NOTE);
    assertThat(finding.remedy()).contains("emotion.backend=opencv");
  }

  @Test
  void pyTorch_gluesOtherVersion_isAMismatch() throws IOException {
    pyTorch("0.35.1", "2.5.1-0.35.1", "2.7.1-20250812", classifier());
    Finding finding = jars().pyTorch();
    assertThat(finding.status()).isEqualTo(Status.FAULT);
    assertThat(finding.found()).contains("pytorch-jni 2.5.1-0.35.1", "do not match");
  }

  @Test
  void pyTorch_otherPlatformsLibraries_namesTheClassifier() throws IOException {
    String wanted = classifier();
    pyTorch("0.35.1", "2.7.1-0.35.1", "2.7.1-20250812", "win-other");
    Finding finding = jars().pyTorch();
    assertThat(finding.status()).isEqualTo(Status.FAULT);
    assertThat(finding.remedy()).contains("pytorch-native-cpu:" + wanted);
  }

  @Test
  void pyTorch_matching_isRight() throws IOException {
    pyTorch("0.35.1", "2.7.1-0.35.1", "2.7.1-20250812", classifier());
    assertThat(jars().pyTorch().status()).isEqualTo(Status.OK);
  }
}
