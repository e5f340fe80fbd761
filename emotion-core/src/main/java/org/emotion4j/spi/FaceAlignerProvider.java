package org.emotion4j.spi;

import org.emotion4j.RecognizerOptions;

/** Makes an aligner by name; found as {@link FaceDetectorProvider} is. */
public interface FaceAlignerProvider {
  /** The name that {@code emotion.aligner} takes, in lower case. */
  String name();

  /** A new aligner; the recognizer that asked for it closes it. */
  FaceAligner create(RecognizerOptions options);
}
