/** Judges forecasts by what came: recall at a conflict rate, reliability, coverage. */
@NullMarked
package io.idlegrid.predictor.tool.score;

import org.jspecify.annotations.NullMarked;
