package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.routing.RoutingView.Behind;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/** The members of an index that are behind, by node. Runs on the writer's loop. */
final class SyncingMembers {
  private final Map<String, SyncingMember> byNode = new TreeMap<>();

  /** Follows the view. Returns the members whose present copy is worth nothing any more. */
  List<SyncingMember> follow(IndexRoute route) {
    byNode.keySet().retainAll(route.behind().keySet());
    List<SyncingMember> spoiled = new ArrayList<>();
    for (Map.Entry<String, Behind> entry : route.behind().entrySet()) {
      SyncingMember member = byNode.computeIfAbsent(entry.getKey(), SyncingMember::new);
      if (member.follow(route, entry.getValue())) {
        spoiled.add(member);
      }
    }
    return spoiled;
  }

  boolean isEmpty() {
    return byNode.isEmpty();
  }

  Collection<SyncingMember> all() {
    return byNode.values();
  }

  @Nullable SyncingMember of(String node) {
    return byNode.get(node);
  }

  /** A member has missed settings, or may have. */
  void missedSettings(String node) {
    SyncingMember member = byNode.get(node);
    if (member != null) {
      member.missedSettings();
    }
  }

  /** A mark is about to be committed. */
  void mark(String node, SlotSet slots) {
    SyncingMember member = byNode.get(node);
    if (member != null) {
      member.mark(slots);
    }
  }
}
