/** The coordinator as its users meet it: over HTTP, with everything behind it real. */
@NullMarked
package io.idlegrid.coordinator.http;

import org.jspecify.annotations.NullMarked;
