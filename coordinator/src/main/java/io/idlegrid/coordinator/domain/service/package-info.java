/** Groups of services that run until they are stopped. */
@NullMarked
package io.idlegrid.coordinator.domain.service;

import org.jspecify.annotations.NullMarked;
