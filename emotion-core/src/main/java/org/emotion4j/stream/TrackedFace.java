package org.emotion4j.stream;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotion;
import org.emotion4j.Landmarks;

/**
 * One person on one frame of a stream.
 *
 * @param id of this person in this stream: 1, 2, 3, ... in the order of appearance. A person who is
 *     away for longer than {@link StreamOptions#grace()} comes back under a new id
 * @param state how the box is known
 * @param box where the face is, in pixels of the source frame and clipped to it
 * @param landmarks where the detector's points are, found or predicted as the box is; may be none
 * @param raw what the model said of this frame alone, its box and landmarks those of this face;
 *     empty when the face was not classified on this frame, because it is lost or for lack of time
 * @param quality how well the face could be read; empty when it was not classified
 * @param scores steadied scores, corrected by the baseline where there is one; empty until the
 *     first frame that is good enough to count
 * @param label the steady emotion: that of the scores, changed only when another one has led for
 *     {@link StreamOptions#labelHold()}; present when the scores are. While the face is uncertain
 *     or lost it is that of before
 * @param uncertain whether this frame's scores were withheld from {@code scores} because of {@link
 *     #reasons()}
 * @param baseline this person's neutral face as it is corrected for; empty without a baseline, and
 *     until it is learned
 */
public record TrackedFace(
    int id,
    State state,
    BoundingBox box,
    Landmarks landmarks,
    Optional<FaceEmotion> raw,
    Optional<FaceQuality> quality,
    Optional<EmotionScores> scores,
    Optional<Emotion> label,
    boolean uncertain,
    Optional<EmotionScores> baseline) {
  /** How a face's place on a frame is known. */
  public enum State {
    /** The detector found it on this frame. */
    SEEN,
    /** The detector did not run on this frame; the tracker says where the face should be. */
    PREDICTED,
    /**
     * The detector ran and did not find it: the face is hidden, turned away or gone, and the box is
     * where it would be if it moved on. It is not classified.
     */
    LOST
  }

  public TrackedFace {
    if (id < 1) {
      throw new IllegalArgumentException("an id is at least 1, got " + id);
    }
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(landmarks, "landmarks");
    Objects.requireNonNull(raw, "raw");
    Objects.requireNonNull(quality, "quality");
    Objects.requireNonNull(baseline, "baseline");
    if (scores.isPresent() != label.isPresent()) {
      throw new IllegalArgumentException(
          "scores and label come together, got " + scores + " and " + label);
    }
  }

  /**
   * What was wrong with the face on this frame; empty when nothing was or it was not classified.
   */
  public Set<FaceQuality.Reason> reasons() {
    return quality.map(FaceQuality::reasons).orElse(Set.of());
  }

  /** The steadied score of {@link #label()}, from 0 to 1; 0 when there is none. */
  public double confidence() {
    return label.isEmpty() ? 0 : scores.orElseThrow().score(label.get());
  }
}
