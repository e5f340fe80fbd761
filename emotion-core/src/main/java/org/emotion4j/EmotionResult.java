package org.emotion4j;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was recognised on one frame.
 *
 * @param timestamp the frame's own timestamp, as it was handed in
 * @param width the frame's width in pixels
 * @param height the frame's height in pixels
 * @param faces the faces, the largest first; empty when there is none; unmodifiable
 * @param times how long the stages took
 */
public record EmotionResult(
    Duration timestamp, int width, int height, List<FaceEmotion> faces, StageTimes times) {
  public EmotionResult {
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(times, "times");
    faces = List.copyOf(faces);
  }

  /** The largest face, or empty when there is none. */
  public Optional<FaceEmotion> largestFace() {
    return faces.stream().findFirst();
  }
}
