/** Invents days of embedded hosts, seeded, so that measurements need no recorded load. */
@NullMarked
package io.idlegrid.predictor.tool.day;

import org.jspecify.annotations.NullMarked;
