package org.emotion4j.testkit;

import java.util.ServiceLoader;
import org.emotion4j.spi.ScoreSmoother;
import org.emotion4j.spi.ScoreSmootherProvider;
import org.emotion4j.stream.StreamOptions;

/** Core's own smoother, as it is found by name. */
class DefaultSmootherTest extends ScoreSmootherContract {
  @Override
  protected ScoreSmoother create(StreamOptions options) {
    return ServiceLoader.load(ScoreSmootherProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals("exponential"))
        .findFirst()
        .orElseThrow()
        .create(options);
  }
}
