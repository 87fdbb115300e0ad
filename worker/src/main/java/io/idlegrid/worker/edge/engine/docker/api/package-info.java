/**
 * The companion: the only code that loads docker-java, in a JVM of its own. A class that was loaded
 * once never gives its memory back, and the resting agent is to stay small.
 */
@NullMarked
package io.idlegrid.worker.edge.engine.docker.api;

import org.jspecify.annotations.NullMarked;
