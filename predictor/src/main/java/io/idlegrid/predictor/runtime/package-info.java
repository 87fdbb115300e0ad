/** Learns how long a job's units run, from attempts that finished. */
@NullMarked
package io.idlegrid.predictor.runtime;

import org.jspecify.annotations.NullMarked;
