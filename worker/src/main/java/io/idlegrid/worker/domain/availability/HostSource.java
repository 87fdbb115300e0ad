package io.idlegrid.worker.domain.availability;

import java.io.IOException;

/** Tells how the device is: the kernel and its sensors, a recording, or a simulation. */
@FunctionalInterface
public interface HostSource {

  HostState read() throws IOException;
}
