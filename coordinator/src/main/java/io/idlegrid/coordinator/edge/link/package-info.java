/** The workers' sockets: wire records in, domain values out, and back. */
@NullMarked
package io.idlegrid.coordinator.edge.link;

import org.jspecify.annotations.NullMarked;
