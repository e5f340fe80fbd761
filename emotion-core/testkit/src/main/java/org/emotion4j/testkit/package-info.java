/**
 * Contract tests that any detector, aligner, model, tracker or smoother extends, and the pictures
 * that they use.
 *
 * <p>An implementation's test class extends the contract of its kind and says how to make an
 * instance; it then inherits every promise of the SPI's Javadoc as a test.
 */
@NullMarked
package org.emotion4j.testkit;

import org.jspecify.annotations.NullMarked;
