package io.idlegrid.worker.domain.run;

import java.nio.file.Path;

/**
 * An image whose every part is on this device.
 *
 * @param id SHA-256 of its configuration
 * @param objects folder of its parts
 * @param manifest SHA-256 of the part that lists the others
 * @param bytes of its layers when unpacked
 */
public record LocalImage(String id, Path objects, String manifest, long bytes) {}
