/** Accounts, tokens and join codes as they travel. */
@NullMarked
package io.idlegrid.protocol.access;

import org.jspecify.annotations.NullMarked;
