/** Turns state into bytes that name their version and are refused when damaged. */
@NullMarked
package io.idlegrid.predictor.stored;

import org.jspecify.annotations.NullMarked;
