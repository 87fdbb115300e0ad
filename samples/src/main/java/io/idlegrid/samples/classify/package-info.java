/** Trains a small network on pictures of shapes and exports it for inference jobs. */
@NullMarked
package io.idlegrid.samples.classify;

import org.jspecify.annotations.NullMarked;
