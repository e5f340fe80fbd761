package org.emotion4j;

/**
 * A named point of a face. Right and left are the person's own: the right eye is on the left of an
 * upright picture.
 */
public enum Landmark {
  RIGHT_EYE,
  LEFT_EYE,
  NOSE_TIP,
  MOUTH_CENTER,
  RIGHT_MOUTH_CORNER,
  LEFT_MOUTH_CORNER,
  RIGHT_EAR,
  LEFT_EAR
}
