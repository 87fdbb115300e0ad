/** Builds images of Dockerfiles with a container engine of this machine, within limits. */
@NullMarked
package io.idlegrid.coordinator.edge.build;

import org.jspecify.annotations.NullMarked;
