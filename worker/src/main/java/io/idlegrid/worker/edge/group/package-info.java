/** Runs a group of services on an engine that can: starts, checks, restarts and stops each. */
@NullMarked
package io.idlegrid.worker.edge.group;

import org.jspecify.annotations.NullMarked;
