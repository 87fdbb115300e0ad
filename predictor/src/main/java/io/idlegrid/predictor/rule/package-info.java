/** Simple rules that need nothing learnt: what a device gets before trees can speak for it. */
@NullMarked
package io.idlegrid.predictor.rule;

import org.jspecify.annotations.NullMarked;
