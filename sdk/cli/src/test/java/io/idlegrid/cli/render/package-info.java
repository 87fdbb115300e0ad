/** What answers look like, sign by sign. */
@NullMarked
package io.idlegrid.cli.render;

import org.jspecify.annotations.NullMarked;
