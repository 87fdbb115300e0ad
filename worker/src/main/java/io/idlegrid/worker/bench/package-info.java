/** The measured claims about owners: what is harvested, what it costs them, how small we are. */
@NullMarked
package io.idlegrid.worker.bench;

import org.jspecify.annotations.NullMarked;
