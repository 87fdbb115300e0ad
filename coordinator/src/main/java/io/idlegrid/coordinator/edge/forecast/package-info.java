/** Forecasts for devices, from the predictor. */
@NullMarked
package io.idlegrid.coordinator.edge.forecast;

import org.jspecify.annotations.NullMarked;
