/** HTTP: one table of routes, their rights and their documentation; JSON in and out. */
@NullMarked
package io.idlegrid.coordinator.edge.rest;

import org.jspecify.annotations.NullMarked;
