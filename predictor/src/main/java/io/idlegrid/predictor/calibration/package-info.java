/** Keeps a device's promised risk: widens forecasts that prove wrong, and narrows them again. */
@NullMarked
package io.idlegrid.predictor.calibration;

import org.jspecify.annotations.NullMarked;
