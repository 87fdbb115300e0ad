/** What a grant promises the owner of a device, whether it was kept, and what follows if not. */
@NullMarked
package io.idlegrid.coordinator.domain.promise;

import org.jspecify.annotations.NullMarked;
