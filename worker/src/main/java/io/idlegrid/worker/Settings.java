package io.idlegrid.worker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where an option's value comes from when it is not given: {@code IDLEGRID_WORKER_NAME} of the
 * environment, then {@code name} of the file that {@code --config} names.
 */
final class Settings implements CommandLine.IDefaultValueProvider {

  private static final String CONFIG = "--config";
  private static final Set<String> NO_SETTING = Set.of("help", "version", "config", "rehearse");

  private final Map<String, String> environment;
  private final Properties file = new Properties();

  private Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads the file, if there is one.
   *
   * @throws ParameterException when it cannot be read or has a key that is no option
   */
  static Settings read(
      List<String> arguments, Map<String, String> environment, CommandLine command) {
    Settings settings = new Settings(environment);
    Optional<String> name = configFile(arguments);
    name.or(() -> Optional.ofNullable(environment.get(variable("config"))))
        .ifPresent(path -> settings.load(Path.of(path), command));
    return settings;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = nameOf(option);
    if (NO_SETTING.contains(name)) {
      return null;
    }
    String fromEnvironment = environment.get(variable(name));
    return fromEnvironment != null ? fromEnvironment : file.getProperty(name);
  }

  private void load(Path path, CommandLine command) {
    try (Reader in = Files.newBufferedReader(path)) {
      file.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(command, "the file " + path + " cannot be read: " + e);
    }
    Set<String> known = known(command.getCommandSpec());
    for (String key : file.stringPropertyNames()) {
      if (!known.contains(key)) {
        throw new ParameterException(
            command,
            "%s: there is no setting '%s'; did you mean '%s'?"
                .formatted(path, key, nearest(key, known)));
      }
    }
  }

  private static Set<String> known(CommandSpec spec) {
    Set<String> names = new TreeSet<>();
    spec.options().forEach(option -> names.add(nameOf(option)));
    names.removeAll(NO_SETTING);
    return names;
  }

  private static String nameOf(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  private static String variable(String name) {
    return "IDLEGRID_WORKER_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static Optional<String> configFile(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).startsWith(CONFIG + "=")) {
        return Optional.of(arguments.get(i).substring(CONFIG.length() + 1));
      }
      if (arguments.get(i).equals(CONFIG) && i + 1 < arguments.size()) {
        return Optional.of(arguments.get(i + 1));
      }
    }
    return Optional.empty();
  }

  private static String nearest(String written, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(word -> distance(written, word)))
        .orElseThrow();
  }

  /** Levenshtein's. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
