/** What the coordinator keeps in memory of jobs, attempts and devices. */
@NullMarked
package io.idlegrid.coordinator.flow.board;

import org.jspecify.annotations.NullMarked;
