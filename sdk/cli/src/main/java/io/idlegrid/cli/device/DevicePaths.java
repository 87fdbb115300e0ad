package io.idlegrid.cli.device;

import io.idlegrid.client.GridApi;

/** Where the coordinator has devices. */
final class DevicePaths {

  static final String DEVICES = "/api/v1/devices";
  static final String REMOVED = "/api/v1/removed-devices";

  private DevicePaths() {}

  static String device(String nameOrId) {
    return DEVICES + "/" + GridApi.segment(nameOrId);
  }
}
