/**
 * The survey of the hardware: the only code that loads OSHI, in a JVM of its own that ends with its
 * answer. A class that was loaded once never gives its memory back, and the resting agent is to
 * stay small.
 */
@NullMarked
package io.idlegrid.worker.edge.host.survey;

import org.jspecify.annotations.NullMarked;
