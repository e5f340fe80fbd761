package org.emotion4j.spi;

import org.emotion4j.RecognizerOptions;

/**
 * Makes a detector by name. Listed in {@code
 * META-INF/services/org.emotion4j.spi.FaceDetectorProvider} of its jar, with a public constructor
 * without arguments that does no work.
 */
public interface FaceDetectorProvider {
  /** The name that {@code emotion.detector} takes, in lower case. */
  String name();

  /**
   * A new detector, ready to run; the recognizer that asked for it closes it. Applying the
   * confidence, size, number and region of the options is the recognizer's work too, but a detector
   * that can save time by them should.
   *
   * @throws org.emotion4j.NativeLibraryException if a native library is missing or does not load
   * @throws org.emotion4j.ConfigurationException if an option that the detector needs is missing
   */
  FaceDetector create(RecognizerOptions options);
}
