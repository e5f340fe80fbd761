/**
 * Recognises facial emotions on pictures and camera frames.
 *
 * <p>Start at {@link org.emotion4j.FaceEmotionRecognizer}.
 */
@NullMarked
package org.emotion4j;

import org.jspecify.annotations.NullMarked;
