/** Results as bytes: any part of the concatenation or of the zip file, found at once. */
@NullMarked
package io.idlegrid.coordinator.edge.rest.result;

import org.jspecify.annotations.NullMarked;
