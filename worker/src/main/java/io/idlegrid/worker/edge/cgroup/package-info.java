/**
 * Control groups of the kernel, version 1, version 2 and both at once: one top-level group for all
 * attempts, one group in it for each.
 */
@NullMarked
package io.idlegrid.worker.edge.cgroup;

import org.jspecify.annotations.NullMarked;
