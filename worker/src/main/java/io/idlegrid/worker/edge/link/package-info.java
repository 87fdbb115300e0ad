/** The one outbound connection, and blobs over HTTP. */
@NullMarked
package io.idlegrid.worker.edge.link;

import org.jspecify.annotations.NullMarked;
