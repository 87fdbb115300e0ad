/** What agent and companion say to each other: one JSON object per line. */
@NullMarked
package io.idlegrid.worker.edge.engine.docker.message;

import org.jspecify.annotations.NullMarked;
