package io.idlegrid.worker.domain.run;

/**
 * Where services run side by side: containers that share a network of their own, reach nothing else
 * by it, and are stopped, thawed and killed in one stroke.
 */
public interface EngineGroups {

  /** Makes the group, without any service. Not to be called while all attempts are frozen. */
  GroupHost open(GroupPlan plan) throws EngineException;
}
