/** The certificate with which the coordinator shows who it is. */
@NullMarked
package io.idlegrid.coordinator.edge.tls;

import org.jspecify.annotations.NullMarked;
