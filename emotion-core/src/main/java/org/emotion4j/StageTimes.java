package org.emotion4j;

import java.time.Duration;

/**
 * Where the time of one recognition went, on the wall clock. When several frames were recognised at
 * once, classifying them is one step, and each result carries an equal share of it.
 *
 * @param detect finding faces
 * @param align cutting out and levelling them
 * @param classify preparing the batch and running the model
 */
public record StageTimes(Duration detect, Duration align, Duration classify) {
  /** The sum of the stages. */
  public Duration total() {
    return detect.plus(align).plus(classify);
  }
}
