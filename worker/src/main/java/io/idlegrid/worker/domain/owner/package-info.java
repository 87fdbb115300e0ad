/** What the owner of the device wants, as a file says it. */
@NullMarked
package io.idlegrid.worker.domain.owner;

import org.jspecify.annotations.NullMarked;
