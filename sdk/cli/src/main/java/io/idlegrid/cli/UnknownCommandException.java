package io.idlegrid.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A word where a command was expected. */
final class UnknownCommandException extends ParameterException {

  private static final long serialVersionUID = 1;

  private final String word;

  UnknownCommandException(CommandLine group, String word) {
    super(group, "there is no command '" + UsageErrors.path(group) + " " + word + "'");
    this.word = word;
  }

  String word() {
    return word;
  }
}
