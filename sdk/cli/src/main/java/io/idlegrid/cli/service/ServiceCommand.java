package io.idlegrid.cli.service;

import io.idlegrid.client.GridApi;
import picocli.CommandLine.Command;

/** The group of service commands. */
@Command(
    name = "service",
    description = "Groups of services that run on idle devices until they are stopped.",
    subcommands = {
      ServiceUp.class,
      ServiceList.class,
      ServiceGet.class,
      ServiceLogs.class,
      ServiceScale.class,
      ServiceDown.class
    })
public final class ServiceCommand {

  static final String PATH = "/api/v1/services";

  static String path(String id) {
    return PATH + "/" + GridApi.segment(id);
  }
}
