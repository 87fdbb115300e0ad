/** The job file and what a user may ask about a job. */
@NullMarked
package io.idlegrid.protocol.job;

import org.jspecify.annotations.NullMarked;
