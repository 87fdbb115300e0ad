/** Images out of registries that the administrator allows (OCI distribution protocol). */
@NullMarked
package io.idlegrid.coordinator.edge.registry;

import org.jspecify.annotations.NullMarked;
