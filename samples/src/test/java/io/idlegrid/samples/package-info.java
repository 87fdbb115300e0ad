/** Whole grids of real processes on one machine, and the samples run on them. */
@NullMarked
package io.idlegrid.samples;

import org.jspecify.annotations.NullMarked;
