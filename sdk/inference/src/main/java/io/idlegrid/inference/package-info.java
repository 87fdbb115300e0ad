/** The program of inference jobs: reads pictures, runs an ONNX classifier, writes what it saw. */
@NullMarked
package io.idlegrid.inference;

import org.jspecify.annotations.NullMarked;
