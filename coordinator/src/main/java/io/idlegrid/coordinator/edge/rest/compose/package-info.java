/** Reads Compose files, as far as groups of services on idle devices can keep what they ask for. */
@NullMarked
package io.idlegrid.coordinator.edge.rest.compose;

import org.jspecify.annotations.NullMarked;
