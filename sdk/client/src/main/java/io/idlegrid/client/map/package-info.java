/** The part of a map that runs on devices: reads elements, applies the function, writes results. */
@NullMarked
package io.idlegrid.client.map;

import org.jspecify.annotations.NullMarked;
