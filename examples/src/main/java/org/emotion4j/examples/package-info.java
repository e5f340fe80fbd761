/**
 * Runnable examples, one class each, on the public API alone. Every class names its command; {@code
 * --help} lists the options.
 */
@NullMarked
package org.emotion4j.examples;

import org.jspecify.annotations.NullMarked;
