/** What a submitter asked for, and how far it is. */
@NullMarked
package io.idlegrid.coordinator.domain.job;

import org.jspecify.annotations.NullMarked;
