/** The coordinator: splits jobs, places units, keeps what was promised. */
@NullMarked
package io.idlegrid.coordinator;

import org.jspecify.annotations.NullMarked;
