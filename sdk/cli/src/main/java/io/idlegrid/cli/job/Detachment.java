package io.idlegrid.cli.job;

import io.idlegrid.cli.command.Surroundings;

/** Ctrl-C while a job is watched: says that the job goes on, and how to come back to it. */
final class Detachment implements AutoCloseable {

  private final Thread hook;

  Detachment(Surroundings surroundings, String id) {
    this.hook = new Thread(() -> surroundings.err().println(notice(id)), "detach");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static String notice(String id) {
    return """

        Detached; job %1$s goes on.
          come back:  idlegrid job wait %1$s
          stop it:    idlegrid job cancel %1$s"""
        .formatted(id);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The machine is going down already: the hook says its words.
      return;
    }
  }
}
