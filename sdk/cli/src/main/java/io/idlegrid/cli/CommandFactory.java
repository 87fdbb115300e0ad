package io.idlegrid.cli;

import io.idlegrid.cli.command.Surroundings;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Hands every command its surroundings. */
final class CommandFactory implements IFactory {

  private final Surroundings surroundings;

  CommandFactory(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] wanted = constructor.getParameterTypes();
      if (wanted.length == 1 && wanted[0] == Surroundings.class) {
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(surroundings));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
