package io.idlegrid.worker;

import io.idlegrid.worker.edge.owner.OwnerJson;
import io.idlegrid.worker.owner.OwnerCommands;
import java.util.List;

/** What the owner of the device says to the worker on it, without the coordinator. */
public final class OwnerMain {

  private OwnerMain() {}

  /** Runs and ends with the exit code. */
  public static void main(String[] arguments) {
    System.exit(new OwnerCommands(OwnerJson.mapper()).run(List.of(arguments), System.getenv()));
  }
}
