/**
 * Images of strangers: archives in the forms that other tools write, read without trusting them.
 */
@NullMarked
package io.idlegrid.image.archive;

import org.jspecify.annotations.NullMarked;
