package org.emotion4j.stream;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How well one face could be read on one frame: measured on the crop that the model saw, and on the
 * box and landmarks. {@link QualityThresholds} says from where on a measure is bad.
 *
 * @param size side of the face's box in pixels of the source frame: the square root of its area
 * @param sharpness variance of the Laplacian (LAPV in Pech-Pacheco et al., "Diatom autofocusing in
 *     brightfield microscopy", ICPR 2000) divided by the variance of the crop, so that contrast
 *     does not count; 0 for a flat crop; on 3,000 pictures of FER2013 0.20 to 2.0 (first to last
 *     percentile), and 0.003 to 0.028 after blurring them by a Gaussian of 2 pixels
 * @param brightness mean luma of the crop, from 0 for black to 1 for white
 * @param clipped share of the crop's pixels that are as good as white (above 250 of 255), from 0 to
 *     1
 * @param yaw how far the head is turned to its left, in degrees from -90 to 90, estimated from
 *     where the tip of the nose lies between the eyes (weak perspective, nose tip 0.6 eye distances
 *     before the eyes; compare Gee and Cipolla, "Determining the gaze of faces in images", 1994):
 *     good to tell a profile from a front view, not to measure angles; empty without these
 *     landmarks
 * @param roll how far the head is tilted clockwise on the upright picture, in degrees from -180 to
 *     180, by the line between the eyes; empty without eyes. The aligner levels it, so it is never
 *     a reason
 * @param covered how far a part of the face seems to be covered, from 0 to 1: what the plainest of
 *     both eyes and mouth lacks in structure (differences between neighbouring pixels) beside the
 *     richest, or twice the share of the box outside the frame if that is more. It sees plain
 *     covers of an eye, a half or the mouth (a mask, an object), not a hand, and not glasses
 * @param weight what this frame counts in smoothing, from 0 to 1: 1 when every measure is good,
 *     less the further one is towards its threshold
 * @param reasons the measures that are beyond their threshold; unmodifiable
 */
public record FaceQuality(
    double size,
    double sharpness,
    double brightness,
    double clipped,
    OptionalDouble yaw,
    OptionalDouble roll,
    double covered,
    double weight,
    Set<Reason> reasons) {
  /** Why a face counts little. */
  public enum Reason {
    /** Out of focus or moving: too little {@link FaceQuality#sharpness()}. */
    BLURRED,
    /** Too little light: {@link FaceQuality#brightness()}. */
    DARK,
    /** Too much light: {@link FaceQuality#clipped()}. */
    OVEREXPOSED,
    /** Too few pixels: {@link FaceQuality#size()}. */
    TINY,
    /** Turned to the side: {@link FaceQuality#yaw()}. */
    TURNED,
    /** Partly covered or outside the frame: {@link FaceQuality#covered()}. */
    COVERED,
    /**
     * The model itself calls the face unreadable: {@link org.emotion4j.FaceEmotion#uncertain()}.
     */
    UNREADABLE
  }

  public FaceQuality {
    Objects.requireNonNull(yaw, "yaw");
    Objects.requireNonNull(roll, "roll");
    EnumSet<Reason> copy = EnumSet.noneOf(Reason.class);
    copy.addAll(reasons);
    reasons = Collections.unmodifiableSet(copy);
  }
}
