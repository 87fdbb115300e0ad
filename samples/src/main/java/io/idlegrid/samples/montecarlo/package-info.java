/** Prices an option by simulating its underlying many times, on many devices. */
@NullMarked
package io.idlegrid.samples.montecarlo;

import org.jspecify.annotations.NullMarked;
