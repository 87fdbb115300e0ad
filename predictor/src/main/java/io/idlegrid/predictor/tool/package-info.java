/** The predictor's commands: backtest on recorded traces, benchmark, comparison of regressors. */
@NullMarked
package io.idlegrid.predictor.tool;

import org.jspecify.annotations.NullMarked;
