package io.idlegrid.cli.job;

import picocli.CommandLine.Command;

/** The group of job commands. */
@Command(
    name = "job",
    description = "Submit jobs, watch them, fetch their results.",
    subcommands = {
      JobSubmit.class,
      JobList.class,
      JobGet.class,
      JobUnits.class,
      JobLogs.class,
      JobWait.class,
      JobExplain.class,
      JobResults.class,
      JobRetry.class,
      JobCancel.class,
      JobRemove.class
    })
public final class JobCommand {}
