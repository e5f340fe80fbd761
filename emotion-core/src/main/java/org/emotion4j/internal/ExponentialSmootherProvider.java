package org.emotion4j.internal;

import org.emotion4j.spi.ScoreSmoother;
import org.emotion4j.spi.ScoreSmootherProvider;
import org.emotion4j.stream.StreamOptions;

/** Makes the default smoother, {@code exponential}. */
public final class ExponentialSmootherProvider implements ScoreSmootherProvider {
  @Override
  public String name() {
    return "exponential";
  }

  @Override
  public ScoreSmoother create(StreamOptions options) {
    return new ExponentialSmoother(options);
  }
}
