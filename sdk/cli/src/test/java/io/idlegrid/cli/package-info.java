/** Commands typed against a fake coordinator. */
@NullMarked
package io.idlegrid.cli;

import org.jspecify.annotations.NullMarked;
