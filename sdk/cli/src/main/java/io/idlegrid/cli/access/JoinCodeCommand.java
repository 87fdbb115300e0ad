package io.idlegrid.cli.access;

import picocli.CommandLine.Command;

/** The group of join-code commands. */
@Command(name = "join-code", description = "Let devices in.", subcommands = JoinCodeCreate.class)
public final class JoinCodeCommand {}
