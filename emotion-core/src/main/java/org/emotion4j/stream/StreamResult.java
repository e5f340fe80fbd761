package org.emotion4j.stream;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a stream knows after one frame.
 *
 * @param frame which of the stream's frames this is, from 0; dropped and failed frames have numbers
 *     too, so a gap tells of them
 * @param timestamp the frame's own
 * @param width the frame's width in pixels
 * @param height the frame's height in pixels
 * @param faces the people, by id; empty when there is none; unmodifiable
 * @param detectorRan whether the detector looked at this frame; otherwise boxes are predicted
 * @param times how long the stages took
 * @param staleness how old the frame was when its result was ready: since {@link
 *     EmotionStream#submit} or {@link EmotionStream#process} was called with it
 * @param dropped how many frames of this stream were dropped before this one was begun
 */
public record StreamResult(
    long frame,
    Duration timestamp,
    int width,
    int height,
    List<TrackedFace> faces,
    boolean detectorRan,
    Times times,
    Duration staleness,
    long dropped) {
  public StreamResult {
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(staleness, "staleness");
    faces = List.copyOf(faces);
  }

  /**
   * Where the time went. A stage that was skipped took zero.
   *
   * @param detect finding faces
   * @param track giving each its id, or predicting where it is
   * @param align cutting faces out and levelling them
   * @param classify preparing the batch and running the model
   * @param smooth measuring quality and steadying the scores
   */
  public record Times(
      Duration detect, Duration track, Duration align, Duration classify, Duration smooth) {
    /** The sum of the stages. */
    public Duration total() {
      return detect.plus(track).plus(align).plus(classify).plus(smooth);
    }
  }
}
