package miroir.chaos.fault;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import miroir.chaos.workload.Durations;
import miroir.chaos.workload.Entry;
import miroir.chaos.workload.FailedSearch;
import miroir.chaos.workload.Load;
import miroir.chaos.workload.Outcome;

/** What a fault cost, over its rounds. Not thread-safe. */
final class Figures {
  private static final String FORMAT = "%-29s %6s %6s %6s %7s | %8s %6s %7s | %6s %6s  %s%n";
  private static final int ANSWERS = 5;
  private static final int ANSWER_CHARS = 250;

  private final Durations stalls = new Durations();
  private final List<String> violations = new ArrayList<>();
  private final Set<String> answers = new LinkedHashSet<>();
  private final Fault fault;
  private int rounds;
  private int done;
  private int failed;
  private int unknown;
  private int searches;
  private int failedSearches;
  private long slowestSearchMillis;

  Figures(Fault fault) {
    this.fault = fault;
  }

  /**
   * Adds a round's load, closed.
   *
   * @param gone gateways that the fault took away, from 0: their connections may fail
   * @param partialIsTrue whether nodes were away together, so that an answer that says that shards
   *     are missing is a true one
   */
  void add(Load load, Set<Integer> gone, boolean partialIsTrue) {
    rounds++;
    List<Long> slowest = load.slowestSearchesMillis();
    for (int gateway = 0; gateway < slowest.size(); gateway++) {
      if (!gone.contains(gateway)) {
        slowestSearchMillis = Math.max(slowestSearchMillis, slowest.get(gateway));
      }
    }
    searches += load.searches();
    for (Entry entry : load.entries()) {
      boolean nobody = !entry.answered() && gone.contains(entry.gateway());
      done += entry.outcome() == Outcome.DONE ? 1 : 0;
      unknown += entry.outcome() == Outcome.UNKNOWN ? 1 : 0;
      if (entry.outcome() == Outcome.NOT_DONE && !nobody) {
        failed++;
      }
      if (entry.outcome() != Outcome.DONE && !nobody) {
        answers.add(shortened(entry.outcome() + " " + entry.answer()));
      }
    }
    for (FailedSearch search : load.failedSearches()) {
      boolean wrong = search.answered() || !gone.contains(search.gateway());
      if (wrong && !(partialIsTrue && search.partial())) {
        failedSearches++;
        answers.add(shortened("search " + search.answer()));
      }
    }
  }

  private static String shortened(String answer) {
    return answer.substring(0, Math.min(ANSWER_CHARS, answer.length()));
  }

  void addStall(long millis) {
    stalls.add(millis * 1_000_000);
  }

  void addViolations(List<String> more) {
    violations.addAll(more);
  }

  /** Returns what is wrong, searches that failed included; empty if nothing is. */
  List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    if (failedSearches > 0) {
      all.add(failedSearches + " of " + searches + " searches failed");
    }
    return all;
  }

  /** Returns some of what was answered when a write or a search was not as it should be. */
  List<String> answers() {
    return answers.stream().limit(ANSWERS).toList();
  }

  static String header() {
    return String.format(
        FORMAT,
        "fault",
        "rounds",
        "writes",
        "failed",
        "unknown",
        "searches",
        "failed",
        "slowest",
        "stall",
        "most",
        "ms; goal");
  }

  /** Returns one line of the table. */
  String line() {
    double most = stalls.millis(100);
    String goal =
        fault.goalMillis() == 0
            ? "-"
            : "<= " + fault.goalMillis() + (most > fault.goalMillis() ? " MISSED" : "");
    return String.format(
        FORMAT,
        fault.label(),
        rounds,
        done,
        failed,
        unknown,
        searches,
        failedSearches,
        slowestSearchMillis,
        String.format("%.0f", stalls.millis(50)),
        String.format("%.0f", most),
        goal + (violations().isEmpty() ? "" : "; WRONG"));
  }
}
