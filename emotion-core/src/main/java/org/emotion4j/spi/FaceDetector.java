package org.emotion4j.spi;

import java.util.List;
import org.emotion4j.ClosedException;
import org.emotion4j.Frame;

/**
 * Finds faces. Implementations are safe for use by several threads at once ({@link ResourcePool}
 * helps those whose native part is not), keep no reference to a frame after the call, and give the
 * same answer to the same frame.
 */
public interface FaceDetector extends AutoCloseable {
  /**
   * The faces of a frame, in any order, each once.
   *
   * @param frame in any {@link org.emotion4j.PixelFormat}, stride and rotation; faces are upright
   *     after the rotation
   * @return boxes and landmarks in the frame's own pixels, as its bytes lie, whatever its rotation;
   *     empty when there is no face
   * @throws ClosedException after {@link #close}
   */
  List<Detection> detect(Frame frame);

  /** Frees native resources once no call is running; further calls do nothing. */
  @Override
  void close();
}
