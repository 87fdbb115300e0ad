/** Job files as submitters write them, read into drafts. */
@NullMarked
package io.idlegrid.coordinator.edge.rest.jobfile;

import org.jspecify.annotations.NullMarked;
