/** What the owner sees and says on the device itself: policy, orders, harm, a socket and a page. */
@NullMarked
package io.idlegrid.worker.edge.owner;

import org.jspecify.annotations.NullMarked;
