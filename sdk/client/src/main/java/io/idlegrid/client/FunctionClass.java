package io.idlegrid.client;

import io.idlegrid.client.map.ElementCodec;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;

/** Refuses classes that a device could not make an instance of, before anything is sent. */
final class FunctionClass {

  private FunctionClass() {}

  /** How a function's elements and results are written. */
  static ElementCodec require(Class<?> type) {
    problem(type)
        .ifPresent(
            problem -> {
              throw refused(type, problem);
            });
    try {
      return ElementCodec.of(type);
    } catch (IllegalArgumentException e) {
      throw refused(type, "it implements GridFunction without types");
    }
  }

  private static Optional<String> problem(Class<?> type) {
    if (type.isHidden() || type.isSynthetic()) {
      return Optional.of("it is a lambda or method reference, which has no class file");
    }
    if (type.isAnonymousClass()) {
      return Optional.of("it is anonymous");
    }
    if (type.isLocalClass()) {
      return Optional.of("it is declared inside a method");
    }
    if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
      return Optional.of("it is an inner class that is not static");
    }
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      return Optional.of("it is abstract");
    }
    if (type.getTypeParameters().length > 0) {
      return Optional.of("it is generic, so that devices cannot know its types");
    }
    boolean isMade =
        Arrays.stream(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
    return isMade
        ? Optional.empty()
        : Optional.of("it has no public constructor without parameters");
  }

  private static GridException refused(Class<?> type, String problem) {
    return GridException.of(
        "map.function",
        "%s cannot run on devices: %s".formatted(type.getName(), problem),
        "write a named class, top-level or static, with a public constructor without parameters:"
            + " public final class Square implements GridFunction<Integer, Long>");
  }
}
