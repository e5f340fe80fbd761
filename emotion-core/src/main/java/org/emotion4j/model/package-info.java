/**
 * The model folder: a description in {@code model.json} that is checked against the weights it
 * names.
 */
@NullMarked
package org.emotion4j.model;

import org.jspecify.annotations.NullMarked;
