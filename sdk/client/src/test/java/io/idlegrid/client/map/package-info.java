/** Tests of what runs on devices. */
@NullMarked
package io.idlegrid.client.map;

import org.jspecify.annotations.NullMarked;
