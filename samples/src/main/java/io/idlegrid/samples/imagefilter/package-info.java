/** Draws the edges in pictures, each in a container of its own. */
@NullMarked
package io.idlegrid.samples.imagefilter;

import org.jspecify.annotations.NullMarked;
