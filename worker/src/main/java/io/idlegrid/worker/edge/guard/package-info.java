/** Watches the load and stops attempts where they stand. */
@NullMarked
package io.idlegrid.worker.edge.guard;

import org.jspecify.annotations.NullMarked;
