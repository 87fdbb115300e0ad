/** What a device is, how it is, and how it is forecast to be. */
@NullMarked
package io.idlegrid.protocol.device;

import org.jspecify.annotations.NullMarked;
