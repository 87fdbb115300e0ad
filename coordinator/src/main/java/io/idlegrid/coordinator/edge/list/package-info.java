/** Lists that people search, kept in memory as commits go by. */
@NullMarked
package io.idlegrid.coordinator.edge.list;

import org.jspecify.annotations.NullMarked;
