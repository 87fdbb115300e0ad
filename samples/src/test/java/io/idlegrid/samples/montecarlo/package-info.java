/** The simulation against the formula. */
@NullMarked
package io.idlegrid.samples.montecarlo;

import org.jspecify.annotations.NullMarked;
