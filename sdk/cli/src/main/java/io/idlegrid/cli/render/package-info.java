/** How answers look on a terminal: tables, bars, charts and quantities in words. */
@NullMarked
package io.idlegrid.cli.render;

import org.jspecify.annotations.NullMarked;
