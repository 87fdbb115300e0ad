/** The filter as a program of its own. */
@NullMarked
package io.idlegrid.samples.imagefilter;

import org.jspecify.annotations.NullMarked;
