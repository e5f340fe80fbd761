package org.emotion4j.spi;

import java.util.List;
import org.emotion4j.ClosedException;
import org.emotion4j.model.ModelDescriptor;

/** Classifies faces. Implementations are safe for use by several threads at once. */
public interface EmotionModel extends AutoCloseable {
  /** What the model takes and gives; always the same object. */
  ModelDescriptor descriptor();

  /**
   * One classification a face, in the order of the batch, over {@code descriptor().labels()} in
   * their order. A face's answer does not depend on what else is in the batch, beyond rounding.
   *
   * @param batch one face or more, preprocessed for {@code descriptor().input()}
   * @throws IllegalArgumentException if the batch is empty or made for another input
   * @throws ClosedException after {@link #close}
   */
  List<Classification> classify(FaceBatch batch);

  /** Frees native resources once no call is running; further calls do nothing. */
  @Override
  void close();
}
