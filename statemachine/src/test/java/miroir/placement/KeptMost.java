package miroir.placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import miroir.topology.Node;

/**
 * The most that any placement within the bounds keeps, found another way than the planner does:
 * minimum cost flow from a source over shards and nodes to a sink, on arcs of one replica each.
 */
final class KeptMost {
  private static final int FORCED = 1_000_000;

  private final List<int[]> arcs = new ArrayList<>();
  private final List<List<Integer>> out = new ArrayList<>();

  private KeptMost(int vertices) {
    for (int vertex = 0; vertex < vertices; vertex++) {
      out.add(new ArrayList<>());
    }
  }

  /** Returns what is kept, given what each node is worth to each shard. */
  static int of(List<Map<String, Integer>> worth, int copies, Collection<Node> nodes) {
    int wanted = Math.min(copies, nodes.size());
    int shards = worth.size();
    Map<String, Double> shares = PlacementContext.shares(shards, wanted, nodes);
    List<String> ids = List.copyOf(shares.keySet());
    int sink = shards + ids.size();
    int source = sink + 1;
    KeptMost graph = new KeptMost(source + 1);
    for (int shard = 0; shard < shards; shard++) {
      graph.arc(source, shard, wanted, 0);
      for (int node = 0; node < ids.size(); node++) {
        graph.arc(shard, shards + node, 1, -worth.get(shard).getOrDefault(ids.get(node), 0));
      }
    }
    int forced = 0;
    for (int node = 0; node < ids.size(); node++) {
      double share = shares.getOrDefault(ids.get(node), 0.0);
      int low = (int) Math.floor(share + 1e-6);
      graph.arc(shards + node, sink, low, -FORCED);
      graph.arc(shards + node, sink, (int) Math.ceil(share - 1e-6) - low, 0);
      forced += low;
    }
    long cost = graph.flow(source, sink, shards * wanted);
    return (int) (-cost - (long) forced * FORCED);
  }

  private void arc(int from, int to, int room, int cost) {
    out.get(from).add(arcs.size());
    arcs.add(new int[] {to, room, cost});
    out.get(to).add(arcs.size());
    arcs.add(new int[] {from, 0, -cost});
  }

  private long flow(int source, int sink, int amount) {
    long total = 0;
    for (int sent = 0; sent < amount; sent++) {
      long[] distance = new long[out.size()];
      Arrays.fill(distance, Long.MAX_VALUE / 2);
      distance[source] = 0;
      int[] by = new int[out.size()];
      boolean[] waits = new boolean[out.size()];
      ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(source));
      while (!queue.isEmpty()) {
        int from = queue.remove();
        waits[from] = false;
        for (int number : out.get(from)) {
          int[] arc = arcs.get(number);
          if (arc[1] > 0 && distance[from] + arc[2] < distance[arc[0]]) {
            distance[arc[0]] = distance[from] + arc[2];
            by[arc[0]] = number;
            if (!waits[arc[0]]) {
              waits[arc[0]] = true;
              queue.add(arc[0]);
            }
          }
        }
      }
      for (int vertex = sink; vertex != source; vertex = arcs.get(by[vertex] ^ 1)[0]) {
        arcs.get(by[vertex])[1]--;
        arcs.get(by[vertex] ^ 1)[1]++;
      }
      total += distance[sink];
    }
    return total;
  }
}
