/** Boosted trees behind one interface: what fits them, and the flat form that is evaluated. */
@NullMarked
package io.idlegrid.predictor.tree;

import org.jspecify.annotations.NullMarked;
