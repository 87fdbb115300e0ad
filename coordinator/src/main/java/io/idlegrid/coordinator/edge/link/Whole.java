package io.idlegrid.coordinator.edge.link;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a message has all its parts. JSON leaves out what it likes, and a part that is not
 * there would fail much later, in a place that cannot know whose doing it was.
 */
final class Whole {

  private static final ClassValue<List<Part>> PARTS =
      new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
          List<Part> parts = new ArrayList<>();
          for (RecordComponent component : type.getRecordComponents()) {
            if (!component.getType().isPrimitive()) {
              boolean isNeeded = !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
              parts.add(new Part(component.getName(), component.getAccessor(), isNeeded));
            }
          }
          return List.copyOf(parts);
        }
      };

  private Whole() {}

  private record Part(String name, Method accessor, boolean isNeeded) {}

  /**
   * Refuses a message with a part missing, at any depth.
   *
   * @throws IllegalArgumentException that names the part
   */
  static <T extends Record> T require(T message) {
    check(message, message.getClass().getSimpleName());
    return message;
  }

  private static void check(Object value, String path) {
    if (value instanceof Record) {
      for (Part part : PARTS.get(value.getClass())) {
        check(value, part, path);
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element == null) {
          throw new IllegalArgumentException(path + " has an element that is null");
        }
        check(element, path);
      }
    }
  }

  private static void check(Object owner, Part part, String path) {
    String name = path + "." + part.name();
    Object value = read(owner, part);
    if (value != null) {
      check(value, name);
    } else if (part.isNeeded()) {
      throw new IllegalArgumentException(name + " is missing");
    }
  }

  private static @Nullable Object read(Object owner, Part part) {
    try {
      return part.accessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("records have readable parts", e);
    }
  }
}
