package io.idlegrid.worker;

/** A thread of a test that does its part until it is closed. */
final class Background implements AutoCloseable {

  private final Thread thread;

  private Background(Thread thread) {
    this.thread = thread;
  }

  /**
   * @param work ends when it is interrupted
   */
  static Background started(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return new Background(thread);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
