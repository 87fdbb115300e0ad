/** Groups of services: what each is waiting for, when it starts, restarts and stops. */
@NullMarked
package io.idlegrid.worker.domain.group;

import org.jspecify.annotations.NullMarked;
