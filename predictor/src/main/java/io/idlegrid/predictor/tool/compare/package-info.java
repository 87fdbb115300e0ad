/** The regressors of the published GBRT scheduler side by side, judged in two ways. */
@NullMarked
package io.idlegrid.predictor.tool.compare;

import org.jspecify.annotations.NullMarked;
