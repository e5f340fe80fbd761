/** The machinery behind the API. Not for use outside emotion-core: it changes without notice. */
@NullMarked
package org.emotion4j.internal;

import org.jspecify.annotations.NullMarked;
