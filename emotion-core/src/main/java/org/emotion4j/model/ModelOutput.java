package org.emotion4j.model;

import java.util.Objects;

/**
 * What a network gives for one picture: one number a label, in the order of {@link
 * ModelDescriptor#labels()}, and perhaps one more.
 *
 * @param kind what the numbers of the labels are
 * @param reliability whether one more logit follows, whose sigmoid is the probability that the
 *     picture shows a readable face
 */
public record ModelOutput(Kind kind, boolean reliability) {
  /** What the numbers of the labels are. */
  public enum Kind {
    /** Any real numbers, of which softmax makes the scores. */
    LOGITS,
    /** The scores themselves. */
    PROBABILITIES
  }

  public ModelOutput {
    Objects.requireNonNull(kind, "kind");
  }
}
