/** What an image is made of, and how it is told of. */
@NullMarked
package io.idlegrid.protocol.image;

import org.jspecify.annotations.NullMarked;
