/** What engines share: the device's own programs as units see them, users, output, evidence. */
@NullMarked
package io.idlegrid.worker.edge.engine;

import org.jspecify.annotations.NullMarked;
