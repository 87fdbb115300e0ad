/** The image commands. */
@NullMarked
package io.idlegrid.cli.image;

import org.jspecify.annotations.NullMarked;
