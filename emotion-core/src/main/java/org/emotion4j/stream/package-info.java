/**
 * Videos and cameras: faces that keep their identity, emotions that do not flicker, within a time
 * budget.
 *
 * <p>Start at {@link org.emotion4j.stream.EmotionStream}; {@code docs/streams.md} explains the
 * defaults, their lag and their limits.
 */
@NullMarked
package org.emotion4j.stream;

import org.jspecify.annotations.NullMarked;
