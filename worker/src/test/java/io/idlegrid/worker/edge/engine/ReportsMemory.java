package io.idlegrid.worker.edge.engine;

/** Runs inside units. */
public final class ReportsMemory {

  private ReportsMemory() {}

  public static void main(String[] args) {
    System.out.println(Runtime.getRuntime().maxMemory() + " " + System.getProperty("user.home"));
  }
}
