/**
 * What detectors, aligners and model back ends implement, and the values that flow between them.
 *
 * <p>An implementation is found through {@link java.util.ServiceLoader} by its provider's name, or
 * handed to {@link org.emotion4j.FaceEmotionRecognizer.Builder} as an instance.
 */
@NullMarked
package org.emotion4j.spi;

import org.jspecify.annotations.NullMarked;
