/** Registries, real and not, that images are pulled from. */
@NullMarked
package io.idlegrid.coordinator.edge.registry;

import org.jspecify.annotations.NullMarked;
