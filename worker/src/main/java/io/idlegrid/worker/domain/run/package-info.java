/** What it means to run one attempt on this device, whatever engine does it. */
@NullMarked
package io.idlegrid.worker.domain.run;

import org.jspecify.annotations.NullMarked;
