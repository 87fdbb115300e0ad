package io.idlegrid.worker.edge.engine;

import io.idlegrid.worker.domain.run.RunPlan;
import io.idlegrid.worker.domain.run.UnitView;
import java.util.Map;
import java.util.TreeMap;

/** The environment of a unit: little of the engine's, then the plan's; nothing of the agent's. */
public final class BaseEnvironment {

  private static final String SEARCH_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private BaseEnvironment() {}

  public static Map<String, String> of(RunPlan plan, UnitView view) {
    Map<String, String> env = new TreeMap<>();
    if (plan.image() == null) {
      // An image knows better where its programs are.
      env.put("PATH", SEARCH_PATH);
    }
    env.put("HOME", view.work());
    env.put("USER", Accounts.NAME);
    env.put("TMPDIR", "/tmp");
    env.put("LANG", "C.UTF-8");
    env.putAll(plan.env());
    return env;
  }
}
