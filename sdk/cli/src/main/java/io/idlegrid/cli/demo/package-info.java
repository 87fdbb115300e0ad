/** The whole grid on one machine: coordinator, worker, a sample job and its checked result. */
@NullMarked
package io.idlegrid.cli.demo;

import org.jspecify.annotations.NullMarked;
