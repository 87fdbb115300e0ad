/** Archives of code, read and unpacked without trusting them. */
@NullMarked
package io.idlegrid.archive;

import org.jspecify.annotations.NullMarked;
