/** What beside CPU load makes attempts give way: memory, disk, heat, battery, network, programs. */
@NullMarked
package io.idlegrid.worker.domain.availability.trigger;

import org.jspecify.annotations.NullMarked;
