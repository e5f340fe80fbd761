/**
 * JMH benchmarks of the per-frame path, measurements that need a process of their own, and peers;
 * {@code benchmarks/README.md} says how to run them.
 */
@NullMarked
package org.emotion4j.benchmarks;

import org.jspecify.annotations.NullMarked;
