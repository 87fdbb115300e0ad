/** Groups of services, as they are shown. */
@NullMarked
package io.idlegrid.protocol.service;

import org.jspecify.annotations.NullMarked;
