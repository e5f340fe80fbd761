package org.emotion4j.opencv;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Any bytes as a video file: whether it is cut short is answered, and soon. */
class ContainerFuzzTest {
  private static Path file;

  @BeforeAll
  static void makeFile() throws IOException {
    file = Files.createTempFile("emotion", ".video");
  }

  @AfterAll
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  @FuzzTest(maxDuration = "10m")
  void isCutShort_anyBytes_answers(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    boolean cut = Container.isCutShort(file);
    if (bytes.length < Integer.BYTES && !cut) {
      throw new AssertionError("nothing is this short");
    }
  }
}
