/**
 * The week as owners write it, on the device and at the coordinator: a value, and no wire record.
 */
@NullMarked
package io.idlegrid.schedule;

import org.jspecify.annotations.NullMarked;
