/** Sends browsers to an OpenID provider and finds out who came back. */
@NullMarked
package io.idlegrid.coordinator.edge.openid;

import org.jspecify.annotations.NullMarked;
