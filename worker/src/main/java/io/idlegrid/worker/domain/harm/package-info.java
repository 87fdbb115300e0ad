/** What lending may have cost the owner, counted. */
@NullMarked
package io.idlegrid.worker.domain.harm;

import org.jspecify.annotations.NullMarked;
