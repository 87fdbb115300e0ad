/**
 * Runs units as containers. Talks to the container engine through a JVM beside the agent, the
 * companion, which comes with the first container and goes after the last.
 */
@NullMarked
package io.idlegrid.worker.edge.engine.docker;

import org.jspecify.annotations.NullMarked;
