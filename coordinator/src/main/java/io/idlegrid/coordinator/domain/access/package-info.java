/** Who may do what. */
@NullMarked
package io.idlegrid.coordinator.domain.access;

import org.jspecify.annotations.NullMarked;
