/** The classifier: trained, exported, and run as inference jobs run it. */
@NullMarked
package io.idlegrid.samples.classify;

import org.jspecify.annotations.NullMarked;
