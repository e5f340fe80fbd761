/**
 * Configuration by properties, environment and code, resolved once into one {@link
 * org.emotion4j.config.EmotionConfig}.
 */
@NullMarked
package org.emotion4j.config;

import org.jspecify.annotations.NullMarked;
