/** Accounts, tokens and join codes. */
@NullMarked
package io.idlegrid.cli.access;

import org.jspecify.annotations.NullMarked;
