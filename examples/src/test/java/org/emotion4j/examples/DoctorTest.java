package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static Run doctor(Object... args) {
    return Run.of((out, err) -> new Doctor(out), args);
  }

  @AfterEach
  void clear() {
    System.clearProperty("emotion.model");
    System.clearProperty("emotion.detector");
    System.clearProperty("emotion.cache-dir");
  }

  @Test
  void doctor_allInPlace_saysSoAndEndsWithZero() {
    Run run = doctor();
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out())
        .contains("platform", "java", "OpenCV natives", "PyTorch natives", "detectors")
        .contains("blazeface", "pytorch for torchscript", "opencv for onnx", "hashes right")
        .contains("first recognition")
        .endsWith("Everything works." + System.lineSeparator());
  }

  @Test
  void doctor_json_isOneObject() {
    Run run = doctor("--json");
    assertThat(run.out().lines()).hasSize(1);
    JsonObject object = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(object.get("works").getAsBoolean()).isTrue();
    assertThat(object.getAsJsonArray("findings"))
        .allSatisfy(
            finding ->
                assertThat(finding.getAsJsonObject().keySet())
                    .containsExactly("status", "what", "found", "remedy"));
  }

  @Test
  void doctor_absentModel_saysWhatToDoAndEndsWithOne() {
    System.setProperty("emotion.model", "./absent");
    Run run = doctor();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("fault  model", "no model folder at", "-> restore");
  }

  @Test
  void doctor_unknownDetector_listsThoseThatThereAre() {
    System.setProperty("emotion.detector", "nosuch");
    Run run = doctor();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("fault  first recognition", "'nosuch'", "blazeface");
  }

  @Test
  void doctor_cacheThatCannotBeWritten_namesTheKey(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "in the way");
    System.setProperty("emotion.cache-dir", file.resolve("cache").toString());
    Run run = doctor();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("cannot be written", "-> name a directory", "emotion.cache-dir");
  }

  /** The natives of this process came from elsewhere; PrepareTest has one that begins anew. */
  @Test
  void doctor_prepareInAProcessThatHasItsNatives_saysThatNoneWereUnpacked(@TempDir Path dir) {
    doctor();
    Run run = doctor("--prepare", dir);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("fault  prepared", "no native library was unpacked to " + dir);
  }

  @Test
  void doctor_unknownOption_isNamed() {
    Run run = doctor("--cure");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--cure");
  }
}
