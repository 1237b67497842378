package miroir.coordinator.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import miroir.cluster.SlotSet;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Losses;
import miroir.topology.Node;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import miroir.topology.Session;
import org.jspecify.annotations.Nullable;

/** What changed between two states: replicas, leases, sessions, nodes. Pure. */
final class Changes {
  private static final String NONE = "NONE";
  private static final String LOST = "LOST";

  private final State before;
  private final State after;
  private final List<Event> events = new ArrayList<>();

  private Changes(State before, State after) {
    this.before = before;
    this.after = after;
  }

  /** Returns the events that lead from one state to a later one. */
  static List<Event> between(State before, State after) {
    Changes changes = new Changes(before, after);
    changes.nodes();
    changes.sessions();
    changes.leases();
    changes.replicas();
    return List.copyOf(changes.events);
  }

  private void nodes() {
    if (before.nodes() == after.nodes()) {
      return;
    }
    for (Node node : after.nodes().values()) {
      Node was = before.nodes().get(node.id());
      if (was == null || was.status() != node.status()) {
        String from = was == null ? NONE : was.status().name();
        events.add(
            Event.of(
                "node",
                node.status().name(),
                "node",
                node.id(),
                "from",
                from,
                "detail",
                node.detail()));
      }
    }
  }

  private void sessions() {
    for (Session session : before.sessions().values()) {
      Session now = after.sessions().get(session.gateway());
      boolean same = now != null && now.incarnation().equals(session.incarnation());
      if (!same) {
        String why = now == null ? "silent, or it left" : "another incarnation began";
        events.add(
            Event.of(
                "session",
                "ended",
                "gateway",
                session.gateway(),
                "incarnation",
                session.incarnation(),
                "why",
                why));
      }
    }
    for (Session session : after.sessions().values()) {
      Session was = before.sessions().get(session.gateway());
      if (was == null || !was.incarnation().equals(session.incarnation())) {
        events.add(
            Event.of(
                "session",
                "began",
                "gateway",
                session.gateway(),
                "incarnation",
                session.incarnation()));
      }
    }
  }

  private void leases() {
    for (Map.Entry<Long, Lease> entry : after.leases().entrySet()) {
      Lease was = before.leases().getOrDefault(entry.getKey(), Lease.NONE);
      Lease now = entry.getValue();
      if (was.equals(now)) {
        continue;
      }
      boolean lives = isLive(was);
      if (was.held() && (!now.held() || now.epoch() != was.epoch())) {
        lease(lives ? "released" : "ended", entry.getKey(), was);
      }
      if (now.held() && (!was.held() || now.epoch() != was.epoch())) {
        lease("granted", entry.getKey(), now);
      }
      if (now.held() && now.active() && (!was.active() || now.epoch() != was.epoch())) {
        lease("active", entry.getKey(), now);
      }
    }
  }

  private boolean isLive(Lease lease) {
    Session session = after.sessions().get(lease.holder());
    return session != null && session.incarnation().equals(lease.incarnation());
  }

  private void lease(String to, long index, Lease lease) {
    events.add(
        Event.of(
            "lease",
            to,
            "index",
            name(index),
            "id",
            index,
            "epoch",
            lease.epoch(),
            "gateway",
            lease.holder()));
  }

  private String name(long index) {
    for (Map.Entry<String, Long> name : after.names().entrySet()) {
      if (name.getValue() == index) {
        return name.getKey();
      }
    }
    return after.lastNames().getOrDefault(index, "?");
  }

  /** A whole index at a time; whether a shard is lost depends on nodes, too. */
  private void replicas() {
    boolean nodes = before.nodes() != after.nodes();
    if (!nodes && before.indexes() == after.indexes()) {
      return;
    }
    for (Index index : after.indexes().values()) {
      Index was = before.indexes().get(index.id());
      if (nodes || !index.equals(was)) {
        replicas(index.id(), words(before, was), words(after, index), index);
      }
    }
  }

  /** A replica's place: its group and node. */
  private record Place(String group, String node) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byGroup = group.compareTo(other.group);
      return byGroup != 0 ? byGroup : node.compareTo(other.node);
    }
  }

  private record Turn(Place place, String from, String to) implements Comparable<Turn> {
    @Override
    public int compareTo(Turn other) {
      int byPlace = place.compareTo(other.place);
      return byPlace != 0 ? byPlace : (from + to).compareTo(other.from + other.to);
    }
  }

  /** Returns the state of every replica in a word: by place, then by shard. */
  private static SortedMap<Place, Map<Integer, String>> words(State state, @Nullable Index index) {
    SortedMap<Place, Map<Integer, String>> words = new TreeMap<>();
    if (index == null) {
      return words;
    }
    SlotSet lost = Losses.lost(state.nodes(), index);
    index
        .placement()
        .forEach(
            (group, rows) -> {
              for (int shard = 0; shard < rows.size(); shard++) {
                boolean gone =
                    !lost.isEmpty() && lost.intersects(SlotSet.ofShard(shard, index.shards()));
                for (Replica replica : rows.get(shard)) {
                  boolean counted = gone && replica.state() == ReplicaState.IN_SYNC;
                  words
                      .computeIfAbsent(new Place(group, replica.node()), place -> new HashMap<>())
                      .put(shard, counted ? LOST : replica.state().name());
                }
              }
            });
    return words;
  }

  private void replicas(
      long id,
      SortedMap<Place, Map<Integer, String>> was,
      SortedMap<Place, Map<Integer, String>> now,
      Index index) {
    TreeSet<Place> places = new TreeSet<>(was.keySet());
    places.addAll(now.keySet());
    TreeMap<Turn, List<Integer>> turns = new TreeMap<>();
    for (Place place : places) {
      Map<Integer, String> from = was.getOrDefault(place, Map.of());
      Map<Integer, String> to = now.getOrDefault(place, Map.of());
      for (int shard = 0; shard < index.shards(); shard++) {
        String one = from.getOrDefault(shard, NONE);
        String other = to.getOrDefault(shard, NONE);
        if (!one.equals(other)) {
          turns.computeIfAbsent(new Turn(place, one, other), turn -> new ArrayList<>()).add(shard);
        }
      }
    }
    turns.forEach(
        (turn, shards) ->
            events.add(
                Event.of(
                    "replica",
                    turn.to,
                    "index",
                    name(id),
                    "id",
                    id,
                    "group",
                    turn.place.group,
                    "node",
                    turn.place.node,
                    "from",
                    turn.from,
                    "shards",
                    ranges(shards))));
  }

  /** Returns ascending numbers as in {@code 0-3,7}. */
  static String ranges(List<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < numbers.size(); ) {
      int last = i;
      while (last + 1 < numbers.size() && numbers.get(last + 1) == numbers.get(last) + 1) {
        last++;
      }
      text.append(i == 0 ? "" : ",").append(numbers.get(i));
      text.append(last == i ? "" : "-" + numbers.get(last));
      i = last + 1;
    }
    return text.toString();
  }
}
