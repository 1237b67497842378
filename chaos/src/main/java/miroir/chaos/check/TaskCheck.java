package miroir.chaos.check;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether every acknowledged write has a task of its own that has succeeded. Pure. */
public final class TaskCheck {
  private TaskCheck() {}

  /**
   * Returns what is wrong, a sentence for each kind of wrong with examples; empty if nothing is.
   *
   * @param acknowledged the tasks that clients were told of
   * @param told what the cluster tells of each task: {@code succeeded}, or how it ended else
   */
  public static List<String> violations(Collection<Long> acknowledged, Map<Long, String> told) {
    Findings findings = new Findings();
    Set<Long> seen = new HashSet<>();
    for (long task : acknowledged) {
      if (!seen.add(task)) {
        findings.add("tasks were told to two clients", "task " + task);
      }
      String status = told.getOrDefault(task, "not there");
      if (!status.equals("succeeded")) {
        findings.add("acknowledged tasks did not succeed", "task " + task + " is " + status);
      }
    }
    return findings.sentences();
  }
}
