/** The device commands: the operator's view. */
@NullMarked
package io.idlegrid.cli.device;

import org.jspecify.annotations.NullMarked;
