package miroir.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.Sorted;
import miroir.routing.RoutingView.IndexRoute;
import miroir.routing.RoutingView.NodeRoute;
import miroir.topology.Tuning;

/**
 * What turns one view into a later one: indexes one by one, because they are many and large; the
 * rest whole.
 *
 * @param from epoch of the view that it applies to
 * @param to epoch that it leads to
 * @param nodes all nodes
 * @param names all names for writes
 * @param readNames all names for reads
 * @param changed indexes that are new or differ
 * @param removed indexes that are gone
 * @param gateways all gateways
 * @param tuning what the configuration says of copies
 */
public record RoutingDelta(
    long from,
    long to,
    SortedMap<String, NodeRoute> nodes,
    SortedMap<String, Long> names,
    SortedMap<String, Long> readNames,
    SortedMap<Long, IndexRoute> changed,
    List<Long> removed,
    SortedMap<String, String> gateways,
    Tuning tuning) {

  /** Returns what leads from one view to the other. */
  public static RoutingDelta between(RoutingView before, RoutingView after) {
    TreeMap<Long, IndexRoute> changed = new TreeMap<>();
    for (Map.Entry<Long, IndexRoute> entry : after.indexes().entrySet()) {
      if (!entry.getValue().equals(before.indexes().get(entry.getKey()))) {
        changed.put(entry.getKey(), entry.getValue());
      }
    }
    List<Long> removed = new ArrayList<>(before.indexes().keySet());
    removed.removeAll(after.indexes().keySet());
    return new RoutingDelta(
        before.epoch(),
        after.epoch(),
        after.nodes(),
        after.names(),
        after.readNames(),
        Sorted.copyOf(changed),
        List.copyOf(removed),
        after.gateways(),
        after.tuning());
  }

  /** Returns the later view; {@code before} must be of epoch {@link #from()}. */
  public RoutingView applyTo(RoutingView before) {
    if (before.epoch() != from) {
      throw new IllegalArgumentException(
          "delta from epoch " + from + " applied to a view of epoch " + before.epoch());
    }
    TreeMap<Long, IndexRoute> indexes = new TreeMap<>(before.indexes());
    removed.forEach(indexes::remove);
    indexes.putAll(changed);
    return new RoutingView(
        to, before.clusterId(), nodes, names, readNames, Sorted.copyOf(indexes), gateways, tuning);
  }
}
