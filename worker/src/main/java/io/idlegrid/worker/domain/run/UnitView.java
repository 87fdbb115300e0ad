package io.idlegrid.worker.domain.run;

/**
 * Where a unit sees its folders: always siblings under one root, so relative links between them
 * hold in every engine.
 *
 * @param root without a slash at the end
 */
public record UnitView(String root) {

  /** What units in a sandbox see. */
  public static final UnitView SANDBOX = new UnitView("/grid");

  public String code() {
    return root + "/code";
  }

  public String artifact(String role) {
    return root + "/artifacts/" + role;
  }

  public String input() {
    return root + "/input";
  }

  public String work() {
    return root + "/work";
  }

  public String checkpoint() {
    return root + "/checkpoint";
  }
}
