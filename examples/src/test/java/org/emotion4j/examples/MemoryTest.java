package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Resident memory over many frames. The long form: {@code mvn verify -pl examples -am
 * -Demotion4j.frames=10000}.
 */
class MemoryTest {
  private static final int FRAMES = Integer.getInteger("emotion4j.frames", 2000);
  private static final int WARM_UP = 1000;
  // The heap is touched in full when the JVM starts (see the pom). Collectors and compilers come
  // and go by some 20 MB; a float batch a frame would be 70 MB.
  private static final long ALLOWED_KILOBYTES = 48 << 10;

  @Test
  @EnabledOnOs(OS.LINUX)
  void recognize_manyFrames_leavesResidentMemoryFlat() throws Exception {
    List<BufferedImage> pictures =
        List.of(Pictures.astronaut(), Pictures.noFace(640, 480), Pictures.grid(3, 3, 190));
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
      recognize(recognizer, pictures, WARM_UP);
      long before = residentKilobytes();
      recognize(recognizer, pictures, FRAMES);
      long after = residentKilobytes();
      assertThat(after - before).as("kB after %d frames", FRAMES).isLessThan(ALLOWED_KILOBYTES);
    }
  }

  private static void recognize(
      FaceEmotionRecognizer recognizer, List<BufferedImage> pictures, int frames) {
    for (int i = 0; i < frames; i++) {
      recognizer.recognize(Frame.of(pictures.get(i % pictures.size())));
    }
  }

  /** The lowest VmRSS in the seconds after a collection, which frees buffers outside the heap. */
  private static long residentKilobytes() throws IOException, InterruptedException {
    System.gc();
    long lowest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      Thread.sleep(100);
      lowest = Math.min(lowest, vmRss());
    }
    return lowest;
  }

  private static long vmRss() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
