/** Counts what forecasts promised and what came: conflicts, coverage, harvest. */
@NullMarked
package io.idlegrid.predictor.ledger;

import org.jspecify.annotations.NullMarked;
