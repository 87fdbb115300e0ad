/** Registries that others run: how to ask them, and how to read from them. They are not trusted. */
@NullMarked
package io.idlegrid.image.registry;

import org.jspecify.annotations.NullMarked;
