/** The idlegrid command. */
@NullMarked
package io.idlegrid.cli;

import org.jspecify.annotations.NullMarked;
