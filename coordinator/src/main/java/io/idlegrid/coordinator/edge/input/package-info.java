/** Unit inputs, read from the index that the split wrote. */
@NullMarked
package io.idlegrid.coordinator.edge.input;

import org.jspecify.annotations.NullMarked;
