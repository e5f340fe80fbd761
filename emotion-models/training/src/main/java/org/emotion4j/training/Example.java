package org.emotion4j.training;

/**
 * One picture to learn from.
 *
 * @param index its row in the data set
 * @param pixels 48 rows of 48 unsigned grey values; treat as read-only
 * @param target the wanted probability of each class
 * @param weight how much the target counts, 0 where nobody could say which emotion it is
 * @param readable the wanted reliability, from 0 (no face, or nobody can read it) to 1
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose: pictures are large and read-only
public record Example(int index, byte[] pixels, float[] target, float weight, float readable) {
  /** The class with the highest target; the first of several equals. */
  public int winner() {
    int winner = 0;
    for (int i = 1; i < target.length; i++) {
      if (target[i] > target[winner]) {
        winner = i;
      }
    }
    return winner;
  }
}
