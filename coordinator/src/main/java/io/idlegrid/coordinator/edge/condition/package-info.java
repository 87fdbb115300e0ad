/** Job conditions in CEL. */
@NullMarked
package io.idlegrid.coordinator.edge.condition;

import org.jspecify.annotations.NullMarked;
