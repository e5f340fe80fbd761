package org.emotion4j.spi;

import java.util.List;
import org.emotion4j.Frame;
import org.emotion4j.model.ModelInput;

/**
 * Cuts faces out of a frame as a model wants to see them. Implementations are safe for use by
 * several threads at once and keep no reference to a frame after the call.
 */
public interface FaceAligner extends AutoCloseable {
  /**
   * One crop a face, in the same order.
   *
   * @param frame in any format, stride and rotation
   * @param faces found on this frame
   * @param input says how large the crops are, whether grey or in colour, and by its crop rule
   *     where the face lies
   * @return crops of {@code input.width()} x {@code input.height()} pixels, upright, eyes level
   *     where landmarks tell, not mirrored
   */
  List<FaceCrop> align(Frame frame, List<Detection> faces, ModelInput input);

  /** Frees native resources once no call is running; further calls do nothing. */
  @Override
  void close();
}
