/** Images as objects named by their hash: cut into chunks, kept in packs, put together again. */
@NullMarked
package io.idlegrid.image;

import org.jspecify.annotations.NullMarked;
