package miroir.gateway.search;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import miroir.gateway.map.CurrentView;
import miroir.gateway.plan.SearchPlan;
import miroir.routing.RoutingView.IndexRoute;

/** Picks the group and the nodes of each search (architecture.md, Reading). Thread-safe. */
public final class Picks {
  private final AtomicLong searches = new AtomicLong();
  private final CurrentView view;
  private final Scatter scatter;

  /** Makes one over the current view. */
  public Picks(CurrentView view, Scatter scatter) {
    this.view = view;
    this.scatter = scatter;
  }

  /**
   * Returns the best plan: groups take turns, and one without missing shards goes before others. A
   * node that failed a moment ago is better than none, so only where no group is whole without such
   * nodes they are asked.
   *
   * @param avoid nodes that failed this very search
   */
  public SearchPlan pick(IndexRoute index, Set<String> avoid) {
    long number = searches.incrementAndGet();
    SearchPlan live = best(index, node -> scatter.live(node) && !avoid.contains(node), number);
    return live.missing().isEmpty() && !live.parts().isEmpty()
        ? live
        : best(index, node -> scatter.known(node) && !avoid.contains(node), number);
  }

  private SearchPlan best(IndexRoute index, Predicate<String> usable, long number) {
    List<String> groups = List.copyOf(index.placement().keySet());
    SearchPlan best = new SearchPlan(List.of(), new BitSet());
    for (int i = 0; i < groups.size(); i++) {
      String group = groups.get((int) ((number + i) % groups.size()));
      SearchPlan plan = view.coverage(index, group).plan(usable, scatter::cost, number);
      if (plan.missing().isEmpty()) {
        return plan;
      }
      boolean first = i == 0;
      if (first || plan.missing().cardinality() < best.missing().cardinality()) {
        best = plan;
      }
    }
    return best;
  }

  /** Returns the nodes of a plan. */
  static Set<String> nodes(SearchPlan plan) {
    Set<String> nodes = new HashSet<>();
    plan.parts().forEach(part -> nodes.add(part.node()));
    return nodes;
  }
}
