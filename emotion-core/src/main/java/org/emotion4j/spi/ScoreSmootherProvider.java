package org.emotion4j.spi;

import org.emotion4j.stream.StreamOptions;

/** Makes a smoother by name; found as {@link FaceDetectorProvider} is. */
public interface ScoreSmootherProvider {
  /** The name that {@code emotion.stream.smoother} takes, in lower case. */
  String name();

  /** A new smoother for one face of one stream. */
  ScoreSmoother create(StreamOptions options);
}
