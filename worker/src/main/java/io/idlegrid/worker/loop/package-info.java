/** The agent: one thread, events in, instructions out. */
@NullMarked
package io.idlegrid.worker.loop;

import org.jspecify.annotations.NullMarked;
