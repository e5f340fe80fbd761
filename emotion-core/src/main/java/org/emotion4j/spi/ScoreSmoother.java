package org.emotion4j.spi;

import java.time.Duration;
import java.util.Objects;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;

/**
 * Steadies the scores of one face through a stream. Called for each frame on which the face was
 * classified, with strictly increasing timestamps, by one thread at a time. Its times are those of
 * the timestamps, so that the frame rate does not matter.
 */
public interface ScoreSmoother {
  /**
   * Takes in one frame.
   *
   * @param timestamp the frame's
   * @param scores what the model said, corrected by the baseline where there is one; the same
   *     labels in the same order at every call
   * @param weight how much they count, above 0 and at most 1
   * @return steadied scores with the same labels
   */
  Smoothed smooth(Duration timestamp, EmotionScores scores, double weight);

  /**
   * What a smoother makes of the scores so far.
   *
   * @param scores steadied
   * @param label the steady emotion, which may for a while not be the one with the highest score
   */
  record Smoothed(EmotionScores scores, Emotion label) {
    public Smoothed {
      Objects.requireNonNull(scores, "scores");
      Objects.requireNonNull(label, "label");
    }
  }
}
