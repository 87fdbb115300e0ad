package io.idlegrid.worker.domain.run;

/** The images of an engine. May be called by several threads, but once at a time per image. */
public interface EngineImages {

  /**
   * Makes an image ready to start units in; quick when it is. The engine has it whole or not at
   * all: what it unpacks is verified down to the last byte before it can be used.
   *
   * @return what {@link RunPlan#image} has to be
   * @throws EngineException when a part is missing or damaged, or the engine has no room
   */
  String load(LocalImage image) throws EngineException;

  /** Gives back what {@link #load} took; nothing happens when the engine does not have it. */
  void unload(LocalImage image) throws EngineException;
}
