/** Errors as they travel: RFC 9457 problem documents. */
@NullMarked
package io.idlegrid.protocol.problem;

import org.jspecify.annotations.NullMarked;
