/** One class per arrow of the pipeline: load, decide, commit, let effects run. */
@NullMarked
package io.idlegrid.coordinator.flow;

import org.jspecify.annotations.NullMarked;
