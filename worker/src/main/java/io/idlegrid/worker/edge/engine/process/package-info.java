/**
 * Runs units as processes: in namespaces made by bubblewrap, or plainly where the owner allows it
 * by name.
 */
@NullMarked
package io.idlegrid.worker.edge.engine.process;

import org.jspecify.annotations.NullMarked;
