/** Images on this device: fetched part by part, verified, kept within the owner's bound. */
@NullMarked
package io.idlegrid.worker.edge.image;

import org.jspecify.annotations.NullMarked;
