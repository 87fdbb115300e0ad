package io.idlegrid.coordinator.flow;

import io.idlegrid.coordinator.domain.job.ArtifactUse;
import io.idlegrid.coordinator.domain.job.JobDraft;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import io.idlegrid.coordinator.domain.split.SplitRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a command may refer to between double braces. */
final class Placeholders {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");

  private Placeholders() {}

  /** Refuses a command that refers to what its units will not have. */
  static void require(List<String> command, JobDraft draft, List<ArtifactUse> artifacts) {
    Set<String> known = new TreeSet<>(List.of("input", "output", "index", "checkpoint"));
    artifacts.stream().map(ArtifactUse::role).forEach(known::add);
    if (draft.split() instanceof SplitRule.WithoutData without) {
      if (without.plan() instanceof SplitPlan.Range) {
        known.add("value");
      } else if (without.plan() instanceof SplitPlan.Sweep sweep) {
        sweep.parameters().stream().map(SplitPlan.Sweep.Parameter::name).forEach(known::add);
      }
    }
    for (String word : command) {
      Matcher matcher = PLACEHOLDER.matcher(word);
      while (matcher.find()) {
        String name = matcher.group(1);
        if (!known.contains(name)) {
          throw RefusedException.invalid(
                  "job.placeholder",
                  "/spec/run/command",
                  "nothing replaces '{{" + name + "}}' in this job",
                  "its units know " + String.join(", ", known))
              .with("name", "{{" + name + "}}")
              .with("known", String.join(", ", known));
        }
      }
    }
  }
}
