/**
 * The record of a video: a row a frame and face, a summary a person, and its exports.
 *
 * <p>Start at {@link org.emotion4j.timeline.Timeline}; {@code docs/timeline.md} explains the
 * columns and how to read the report.
 */
@NullMarked
package org.emotion4j.timeline;

import org.jspecify.annotations.NullMarked;
