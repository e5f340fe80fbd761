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
  /** The same example with another picture. */
  Example withPixels(byte[] other) {
    return new Example(index, other, target, weight, readable);
  }

  /** The same example, its target counting otherwise. */
  Example withWeight(float other) {
    return new Example(index, pixels, target, other, readable);
  }

  /**
   * A mixture of two examples, of their pictures and of what they teach (Zhang et al., "mixup:
   * Beyond Empirical Risk Minimization", 2018).
   *
   * @param share how much of this one, from 0 to 1; the rest is of the other
   */
  Example mix(Example other, float share) {
    float rest = 1 - share;
    byte[] mixed = new byte[pixels.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (byte) Math.round(share * (pixels[i] & 0xff) + rest * (other.pixels[i] & 0xff));
    }
    // An example without a target counts by its weight, 0, and not as a target of zeros.
    float mine = share * weight;
    float theirs = rest * other.weight;
    float sum = mine + theirs;
    float[] both = new float[target.length];
    for (int i = 0; i < both.length && sum > 0; i++) {
      both[i] = (mine * target[i] + theirs * other.target[i]) / sum;
    }
    return new Example(index, mixed, both, sum, share * readable + rest * other.readable);
  }

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
