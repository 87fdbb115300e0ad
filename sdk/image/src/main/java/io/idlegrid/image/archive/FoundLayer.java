package io.idlegrid.image.archive;

import java.util.Optional;

/**
 * A layer as an archive describes it.
 *
 * @param file its name in the archive; empty for the archive itself
 * @param digest SHA-256 of the file, where the archive says so
 * @param diffId SHA-256 of the tar when unpacked
 */
record FoundLayer(String file, Optional<String> digest, String diffId) {}
