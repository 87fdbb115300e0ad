package io.idlegrid.cli.job;

import io.idlegrid.client.GridApi;

/** Where the coordinator has jobs. */
final class JobPaths {

  static final String JOBS = "/api/v1/jobs";

  private JobPaths() {}

  static String job(String id) {
    return JOBS + "/" + GridApi.segment(id);
  }

  static String unit(String id, long unit) {
    return job(id) + "/units/" + unit;
  }

  static String results(String id) {
    return job(id) + "/results";
  }
}
