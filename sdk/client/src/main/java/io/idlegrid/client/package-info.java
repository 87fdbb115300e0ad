/** What Java users call: submit jobs, watch them, fetch their results, map over lists. */
@NullMarked
package io.idlegrid.client;

import org.jspecify.annotations.NullMarked;
