package io.idlegrid.cli.demo;

import picocli.CommandLine.Command;

@Command(name = "demo", description = "x")
public final class DemoCommand {}
