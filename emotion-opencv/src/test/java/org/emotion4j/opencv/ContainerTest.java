package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made for the purpose; real videos are cut in VideoTest. */
class ContainerTest {
  @TempDir Path directory;

  /** An MP4 file of so many boxes without content, of which the last one announces more. */
  private Path boxes(int count) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(8 * count);
    for (int i = 0; i < count; i++) {
      file.putInt(i == count - 1 ? 100 : 8);
      file.put((i == 0 ? "ftyp" : "free").getBytes(StandardCharsets.US_ASCII));
    }
    return Files.write(directory.resolve("boxes.mp4"), file.array());
  }

  @Test
  void isCutShort_lastBoxAnnouncesMore_isSeen() throws IOException {
    assertThat(Container.isCutShort(boxes(1000))).isTrue();
  }

  /** A file can be made of nothing but headers, and going through gigabytes of them takes hours. */
  @Test
  void isCutShort_moreBoxesThanAnyVideoHas_isNotGoneThrough() throws IOException {
    assertThat(Container.isCutShort(boxes(300_000))).isFalse();
  }

  /** The same of GIF: blocks of one byte. */
  @Test
  void isCutShort_gifOfMoreBlocksThanAnyHas_isNotGoneThrough() throws IOException {
    byte[] gif = new byte[600_000];
    Arrays.fill(gif, (byte) 1);
    byte[] start = {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0, 0x21, (byte) 0xfe};
    System.arraycopy(start, 0, gif, 0, start.length);
    assertThat(Container.isCutShort(Files.write(directory.resolve("blocks.gif"), gif))).isFalse();
    byte[] few = Arrays.copyOf(gif, 6_000);
    assertThat(Container.isCutShort(Files.write(directory.resolve("cut.gif"), few))).isTrue();
  }
}
