package io.idlegrid.coordinator.flow.port;

import java.io.IOException;
import java.io.InputStream;

/** Reads lists of files. */
public interface Datasets {

  /** Whether bytes are the start of a list of files. */
  boolean isDataset(byte[] start);

  /** How many bytes {@link #isDataset} wants to see. */
  int startBytes();

  /**
   * Visits the files of a list in order, without loading the list.
   *
   * @throws IOException when it is damaged or of an unknown version
   */
  void read(InputStream in, Visitor visitor) throws IOException;

  /** Sees one file of a list. */
  @FunctionalInterface
  interface Visitor {
    void file(String name, long size, String sha256) throws IOException;
  }
}
