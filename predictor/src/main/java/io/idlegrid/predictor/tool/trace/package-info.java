/** Reads recorded load and the epochs at which it is to be forecast, and refuses what is broken. */
@NullMarked
package io.idlegrid.predictor.tool.trace;

import org.jspecify.annotations.NullMarked;
