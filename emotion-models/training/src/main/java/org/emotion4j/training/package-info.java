/**
 * Data sets, networks, training and evaluation of emotion models. A tool for those who make models;
 * an application that uses one never has this on its class path.
 */
@NullMarked
package org.emotion4j.training;

import org.jspecify.annotations.NullMarked;
