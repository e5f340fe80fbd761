package org.emotion4j.models;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** A loaded network: what differs between DJL's engines. Safe for use by several threads. */
interface DjlNetwork extends AutoCloseable {
  /** A manager on the processor for the arrays of one thread at a time; the caller closes it. */
  NDManager newManager();

  /**
   * Runs the network without gradients.
   *
   * @param input one array that a manager of {@link #newManager()} or below it holds
   * @return the outputs, held by the same manager
   * @throws ai.djl.engine.EngineException if the network does not run on this input
   */
  NDList forward(NDList input);

  /** Frees the network; called once, when no call is running and all managers are closed. */
  @Override
  void close();
}
