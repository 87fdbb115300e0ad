/** Turns a load series into the rows that trees are fitted on, and keeps a bounded pool of them. */
@NullMarked
package io.idlegrid.predictor.feature;

import org.jspecify.annotations.NullMarked;
