/**
 * Face detectors, the aligner, video and a model back end on OpenCV.
 *
 * <p>An application seldom names these classes: their providers are found by {@code
 * emotion.detector}, {@code emotion.aligner} and {@code emotion.backend}. {@link
 * org.emotion4j.opencv.VideoFrames} and {@link org.emotion4j.opencv.VideoWriter} are used directly.
 */
@NullMarked
package org.emotion4j.opencv;

import org.jspecify.annotations.NullMarked;
