/** What the pipeline needs of the outside. */
@NullMarked
package io.idlegrid.coordinator.flow.port;

import org.jspecify.annotations.NullMarked;
