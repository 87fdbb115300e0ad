/** Functions that tests map over lists, good and bad. */
@NullMarked
package io.idlegrid.client.sample;

import org.jspecify.annotations.NullMarked;
