/** Images by name, and what a job keeps of one. */
@NullMarked
package io.idlegrid.coordinator.domain.image;

import org.jspecify.annotations.NullMarked;
