/** The artifact commands: named code and data. */
@NullMarked
package io.idlegrid.cli.store;

import org.jspecify.annotations.NullMarked;
