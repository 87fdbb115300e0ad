/** What the grid's live stream carries: the whole at a glance, and what changed. */
@NullMarked
package io.idlegrid.protocol.live;

import org.jspecify.annotations.NullMarked;
