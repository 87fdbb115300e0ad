/** Load series in, forecasts of idle capacity out. Knows nothing of the grid. */
@NullMarked
package io.idlegrid.predictor;

import org.jspecify.annotations.NullMarked;
