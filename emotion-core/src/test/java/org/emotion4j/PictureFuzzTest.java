package org.emotion4j;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Any bytes as a picture file: a frame within the limit, or an ImageException. */
class PictureFuzzTest {
  private static final int MAX_PIXELS = 1 << 16;

  @FuzzTest(maxDuration = "10m")
  void read_anyBytes_isAFrameOrAnImageException(byte[] file) throws IOException {
    Frame frame;
    try {
      frame = Frame.read(new ByteArrayInputStream(file), MAX_PIXELS);
    } catch (ImageException e) {
      return;
    }
    if ((long) frame.width() * frame.height() > MAX_PIXELS
        || frame.pixels().remaining()
            < frame.format().minBytes(frame.width(), frame.height(), frame.stride())) {
      throw new AssertionError("a frame that is not what it says: " + frame);
    }
  }
}
