/** Images handed on between devices: a cache for others, and who may read from it. */
@NullMarked
package io.idlegrid.worker.edge.nearby;

import org.jspecify.annotations.NullMarked;
