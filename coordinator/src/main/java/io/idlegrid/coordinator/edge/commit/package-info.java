/** Group commit: many commits become durable in one transaction. */
@NullMarked
package io.idlegrid.coordinator.edge.commit;

import org.jspecify.annotations.NullMarked;
