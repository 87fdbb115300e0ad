/** The job commands: hand in, watch, explain, fetch. */
@NullMarked
package io.idlegrid.cli.job;

import org.jspecify.annotations.NullMarked;
