package org.emotion4j.opencv;

/**
 * How a detector's boxes differ from BlazeFace's, so that every detector's boxes mean the same: a
 * model's crop rule is written for one habit. The numbers in this package were measured by {@code
 * BoxHabits}, beside the tests, on FER2013.
 *
 * @param right how far BlazeFace's centre lies to the right, in sizes of the detector's own box
 *     (the square root of its area)
 * @param down how far BlazeFace's centre lies below, likewise
 * @param scale BlazeFace's size over the detector's own
 */
record BoxHabit(double right, double down, double scale) {

  /**
   * Replaces the box of a face, in pixels of an upright input, by the square BlazeFace would draw.
   *
   * @param values left, top, right, bottom, and anything after them
   */
  void apply(double[] values) {
    double size = Math.sqrt((values[2] - values[0]) * (values[3] - values[1]));
    double x = (values[0] + values[2]) / 2 + right * size;
    double y = (values[1] + values[3]) / 2 + down * size;
    double half = size * scale / 2;
    values[0] = x - half;
    values[1] = y - half;
    values[2] = x + half;
    values[3] = y + half;
  }
}
