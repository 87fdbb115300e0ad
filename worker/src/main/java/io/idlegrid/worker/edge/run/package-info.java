/** One attempt from its grant to its outcome: fetch, run, watch, collect. */
@NullMarked
package io.idlegrid.worker.edge.run;

import org.jspecify.annotations.NullMarked;
