/** Domain values as the records that travel. */
@NullMarked
package io.idlegrid.coordinator.edge.rest.view;

import org.jspecify.annotations.NullMarked;
