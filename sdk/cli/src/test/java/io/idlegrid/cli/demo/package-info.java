/** The demo's parts without a grid. */
@NullMarked
package io.idlegrid.cli.demo;

import org.jspecify.annotations.NullMarked;
