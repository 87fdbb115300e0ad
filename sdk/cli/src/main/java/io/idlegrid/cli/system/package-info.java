/** The grid at a glance, and whether this machine is ready for it. */
@NullMarked
package io.idlegrid.cli.system;

import org.jspecify.annotations.NullMarked;
