/** The scripts as they run on devices. */
@NullMarked
package io.idlegrid.samples.wordcount;

import org.jspecify.annotations.NullMarked;
