package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Surroundings;

/** Ctrl-C while a job is watched: says that the job goes on, and how to come back to it. */
final class Detachment {

  private Detachment() {}

  /** Something that takes its time and may be left. */
  @FunctionalInterface
  interface Watch<T> {
    T watch() throws InterruptedException;
  }

  /** Watches; who leaves is told how to come back. */
  static <T> T during(Surroundings surroundings, String id, Watch<T> watch)
      throws InterruptedException {
    Thread hook = new Thread(() -> surroundings.err().println(notice(id)), "detach");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return watch.watch();
    } finally {
      remove(hook);
    }
  }

  static String notice(String id) {
    return """

        Detached; job %1$s goes on.
          come back:  idlegrid job wait %1$s
          stop it:    idlegrid job cancel %1$s"""
        .formatted(id);
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program ends already: the hook says its words.
      return;
    }
  }
}
