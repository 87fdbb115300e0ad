/** Keeps one device's load in bounded memory: a month at falling resolution, peaks kept. */
@NullMarked
package io.idlegrid.predictor.series;

import org.jspecify.annotations.NullMarked;
