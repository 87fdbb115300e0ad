/** The bytes of images, in packs. */
@NullMarked
package io.idlegrid.coordinator.edge.image;

import org.jspecify.annotations.NullMarked;
