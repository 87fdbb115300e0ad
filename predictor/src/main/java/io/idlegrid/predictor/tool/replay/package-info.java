/** Plays recorded load to the forecaster as if it were happening, never showing what comes. */
@NullMarked
package io.idlegrid.predictor.tool.replay;

import org.jspecify.annotations.NullMarked;
