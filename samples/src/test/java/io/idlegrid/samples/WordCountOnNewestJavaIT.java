package io.idlegrid.samples;

import java.nio.file.Path;

/** The same whole grid with its programs on the newest Java that this machine has. */
class WordCountOnNewestJavaIT extends WordCountIT {

  @Override
  Path java() {
    return Needs.newestJava();
  }
}
