/** How files are replaced, recognised and removed. */
@NullMarked
package io.idlegrid.worker.edge.disk;

import org.jspecify.annotations.NullMarked;
