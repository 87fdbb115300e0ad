package io.idlegrid.worker.domain.availability;

import io.idlegrid.worker.domain.run.JavaRuntime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a device is; changes rarely.
 *
 * @param name of the host
 * @param arch as Docker and Go name it: {@code amd64}, {@code arm64}, {@code arm}, …
 * @param os operating system, version and kernel in words
 * @param processors logical ones
 * @param memoryBytes physical memory
 * @param javaRuntime that attempts can use; absent where there is none
 * @param sensors what can be measured here: {@code temperature}, {@code battery}
 */
public record DeviceFacts(
    String name,
    String arch,
    String os,
    int processors,
    long memoryBytes,
    @Nullable JavaRuntime javaRuntime,
    List<String> sensors) {

  public DeviceFacts {
    sensors = List.copyOf(sensors);
  }

  public Optional<JavaRuntime> java() {
    return Optional.ofNullable(javaRuntime);
  }
}
