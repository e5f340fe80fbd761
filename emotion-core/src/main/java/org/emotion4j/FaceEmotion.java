package org.emotion4j;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One face of a frame and its emotion scores.
 *
 * @param box where the face is, from the brows to the chin, in pixels of the source frame and
 *     clipped to it
 * @param confidence how sure the detector is that this is a face, from 0 to 1
 * @param landmarks the detector's points, in pixels of the source frame; may lie outside it, and
 *     may be none
 * @param scores the emotions
 * @param reliability how sure the model is that it saw a readable face, from 0 to 1; empty for a
 *     model that does not tell
 * @param uncertain whether the reliability is below {@link RecognizerOptions#minReliability()}:
 *     such scores are best not acted on
 */
public record FaceEmotion(
    BoundingBox box,
    double confidence,
    Landmarks landmarks,
    EmotionScores scores,
    OptionalDouble reliability,
    boolean uncertain) {
  public FaceEmotion {
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(landmarks, "landmarks");
    Objects.requireNonNull(scores, "scores");
    Objects.requireNonNull(reliability, "reliability");
  }

  /** The emotion with the highest score. */
  public Emotion emotion() {
    return scores.top();
  }
}
