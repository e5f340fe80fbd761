package org.emotion4j.testkit;

import java.util.ServiceLoader;
import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.FaceTrackerProvider;
import org.emotion4j.stream.StreamOptions;

/** Core's own tracker, as it is found by name. */
class DefaultTrackerTest extends FaceTrackerContract {
  @Override
  protected FaceTracker create(StreamOptions options) {
    return ServiceLoader.load(FaceTrackerProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals("motion"))
        .findFirst()
        .orElseThrow()
        .create(options);
  }
}
