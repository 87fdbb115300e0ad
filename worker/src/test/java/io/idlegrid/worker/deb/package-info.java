/** The Debian package, installed and purged on a copy of this machine. */
@NullMarked
package io.idlegrid.worker.deb;

import org.jspecify.annotations.NullMarked;
