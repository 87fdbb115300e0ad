package io.idlegrid.archive;

import java.io.IOException;
import java.io.InputStream;

/** Sees the entries of an archive, each already checked, in their order. */
public interface ArchiveEntryVisitor {

  /** A folder. */
  void folder(String path) throws IOException;

  /**
   * A file.
   *
   * @param content its bytes, to be read within this call or not at all
   */
  void file(String path, boolean isExecutable, InputStream content) throws IOException;

  /**
   * A symbolic link that stays inside.
   *
   * @param target relative to the link's folder
   */
  void link(String path, String target) throws IOException;

  /** A file that is another name of one seen before. */
  void sameFile(String path, String earlierPath) throws IOException;

  /** Sees everything and does nothing: the walk itself checks the archive. */
  ArchiveEntryVisitor CHECK_ONLY =
      new ArchiveEntryVisitor() {
        @Override
        public void folder(String path) {}

        @Override
        public void file(String path, boolean isExecutable, InputStream content) {}

        @Override
        public void link(String path, String target) {}

        @Override
        public void sameFile(String path, String earlierPath) {}
      };
}
