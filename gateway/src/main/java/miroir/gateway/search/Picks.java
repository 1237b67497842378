package miroir.gateway.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
   * Returns the best plan: groups take turns, and one without missing shards goes before others.
   *
   * @param avoid nodes that failed this very search
   */
  public SearchPlan pick(IndexRoute index, Set<String> avoid) {
    long number = searches.incrementAndGet();
    List<String> groups = new ArrayList<>(index.placement().keySet());
    if (groups.isEmpty()) {
      return new SearchPlan(List.of(), new java.util.BitSet());
    }
    SearchPlan best = null;
    for (int i = 0; i < groups.size(); i++) {
      String group = groups.get((int) ((number + i) % groups.size()));
      SearchPlan plan = plan(index, group, avoid, number);
      if (plan.missing().isEmpty()) {
        return plan;
      }
      if (best == null || plan.missing().cardinality() < best.missing().cardinality()) {
        best = plan;
      }
    }
    return best == null ? new SearchPlan(List.of(), new java.util.BitSet()) : best;
  }

  private SearchPlan plan(IndexRoute index, String group, Set<String> avoid, long number) {
    SearchPlan live =
        view.coverage(index, group)
            .plan(node -> scatter.live(node) && !avoid.contains(node), scatter::cost, number);
    if (live.missing().isEmpty()) {
      return live;
    }
    // A node that failed a moment ago is better than none.
    return view.coverage(index, group)
        .plan(node -> scatter.known(node) && !avoid.contains(node), scatter::cost, number);
  }

  /** Returns the nodes of a plan. */
  static Set<String> nodes(SearchPlan plan) {
    Set<String> nodes = new HashSet<>();
    plan.parts().forEach(part -> nodes.add(part.node()));
    return nodes;
  }
}
