package io.idlegrid.worker.edge.run;

import io.idlegrid.protocol.link.LeaseRef;
import io.idlegrid.worker.domain.availability.LeaveRule.Candidate;

/** How an attempt stands on this device. */
public record AttemptStanding(LeaseRef lease, Candidate state) {}
