/** The agent's thread: takes events, asks the agent, carries out what it wants. */
@NullMarked
package io.idlegrid.worker.edge.agent;

import org.jspecify.annotations.NullMarked;
