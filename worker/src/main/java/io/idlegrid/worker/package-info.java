/** The worker: the agent on the device, put together. */
@NullMarked
package io.idlegrid.worker;

import org.jspecify.annotations.NullMarked;
