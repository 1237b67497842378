package miroir.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brings every node within its bounds by exchanges of one node for another in a shard, so that no
 * placement within the bounds keeps more. Minimum cost flow by successive shortest paths (Ahuja,
 * Magnanti and Orlin 1993, 9.7): its vertices are the nodes, and a hub through which a node that is
 * within its bounds may take or give one. It needs a beginning that keeps, in each shard, as much
 * as any choice of nodes could; then no path is cheaper than nothing, and each shortest path leaves
 * the whole as cheap as can be. Nodes and shards are numbers here. Pure.
 */
final class Levelling {
  private static final int FAR = Integer.MAX_VALUE / 4;

  private final Bounds bounds;
  private final int[] capacity;
  private final int[][] rows;
  private final int[][] worth;
  private final int nodes;
  private final int hub;
  private final int[] load;

  /** By node and node: the least that is lost where the second takes a shard of the first. */
  private final int[][] cost;

  /** By node and node: the shard by which that is so. */
  private final int[][] by;

  /** By node: whether its costs are to be found anew. */
  private final boolean[] stale;

  /**
   * Takes a placement.
   *
   * @param rows by shard: its nodes; is changed
   * @param worth by shard and node: what is kept if the node is one of the shard's
   */
  Levelling(Bounds bounds, int[] capacity, int[][] rows, int[][] worth) {
    this.bounds = bounds;
    this.capacity = capacity;
    this.rows = rows;
    this.worth = worth;
    nodes = capacity.length;
    hub = nodes;
    load = new int[nodes];
    cost = new int[nodes][nodes];
    by = new int[nodes][nodes];
    stale = new boolean[nodes];
    Arrays.fill(stale, true);
    for (int[] row : rows) {
      for (int node : row) {
        load[node]++;
      }
    }
  }

  /** Exchanges until every node is within its bounds. */
  void run() {
    for (int source = source(); source >= 0; source = source()) {
      List<Integer> path = path(source);
      if (path.isEmpty()) {
        return;
      }
      exchangeAlong(path);
      while (again(path)) {
        exchangeAlong(path);
      }
    }
  }

  private void exchangeAlong(List<Integer> path) {
    for (int i = 1; i < path.size(); i++) {
      if (path.get(i - 1) != hub && path.get(i) != hub) {
        exchange(path.get(i - 1), path.get(i));
      }
    }
  }

  /**
   * Whether other shards allow the same exchanges for the same. Paths from the same source never
   * become shorter, so this one is still a shortest. Through the hub, fullness chooses anew.
   */
  private boolean again(List<Integer> path) {
    int source = path.get(0);
    int sink = path.get(path.size() - 1);
    if (path.contains(hub) || surplus(source) <= 0 || surplus(sink) >= 0) {
      return false;
    }
    for (int i = 1; i < path.size(); i++) {
      if (!findNext(path.get(i - 1), path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean findNext(int from, int to) {
    for (int shard = by[from][to] + 1; shard < rows.length; shard++) {
      int lost = worth[shard][from] - worth[shard][to];
      boolean possible = contains(rows[shard], from) && !contains(rows[shard], to);
      if (possible && lost == cost[from][to]) {
        by[from][to] = shard;
        return true;
      }
    }
    return false;
  }

  /** Returns the fullest of those that hold too much, else the hub for those that hold too few. */
  private int source() {
    List<Integer> over = byFullness().stream().filter(node -> surplus(node) > 0).toList();
    if (!over.isEmpty()) {
      return over.get(0);
    }
    return surplus(hub) > 0 ? hub : -1;
  }

  /** By how much a vertex is over its bounds, or, below zero, under them; over all it is zero. */
  private int surplus(int vertex) {
    if (vertex == hub) {
      return -IntStream.range(0, nodes).map(this::surplus).sum();
    }
    return load[vertex] - Math.max(bounds.low[vertex], Math.min(bounds.high[vertex], load[vertex]));
  }

  /** Fullest first. */
  private List<Integer> byFullness() {
    Comparator<Integer> fullness =
        Comparator.comparingDouble(node -> load[node] / (double) capacity[node]);
    return IntStream.range(0, nodes).boxed().sorted(fullness.reversed()).toList();
  }

  /** Returns the vertices of a shortest path to who lacks most; with no other such within it. */
  private List<Integer> path(int source) {
    int[] parent = new int[nodes + 1];
    int sink = search(source, parent);
    if (sink < 0) {
      return List.of();
    }
    List<Integer> path = new ArrayList<>(List.of(sink));
    for (int vertex = sink; vertex != source; ) {
      vertex = parent[vertex];
      path.add(0, vertex);
    }
    int end = 1;
    while (surplus(path.get(end)) >= 0) {
      end++;
    }
    int begin = end - 1;
    while (surplus(path.get(begin)) <= 0) {
      begin--;
    }
    return path.subList(begin, end + 1);
  }

  /** Bellman and Ford, in rounds: of paths that cost the same, one with the fewest exchanges. */
  private int search(int source, int[] parent) {
    List<Integer> order = byFullness();
    int[] distance = new int[nodes + 1];
    Arrays.fill(distance, FAR);
    distance[source] = 0;
    boolean[] changed = new boolean[nodes + 1];
    changed[source] = true;
    for (boolean again = true; again; ) {
      int[] before = distance.clone();
      boolean[] next = new boolean[nodes + 1];
      for (int from : order) {
        if (changed[from]) {
          extend(from, before, distance, parent, next);
        }
      }
      if (changed[hub]) {
        extend(hub, before, distance, parent, next);
      }
      changed = next;
      again = IntStream.range(0, nodes + 1).anyMatch(vertex -> next[vertex]);
    }
    return nearest(order, distance);
  }

  private void extend(int from, int[] before, int[] distance, int[] parent, boolean[] next) {
    if (from != hub && stale[from]) {
      findCosts(from);
    }
    for (int to = 0; to <= nodes; to++) {
      int step = step(from, to);
      int length = before[from] + step;
      if (step < FAR && length < distance[to]) {
        distance[to] = length;
        parent[to] = from;
        next[to] = true;
      }
    }
  }

  private int step(int from, int to) {
    if (from == hub) {
      boolean gives = to != hub && load[to] > bounds.low[to] && load[to] <= bounds.high[to];
      return gives ? 0 : FAR;
    }
    if (to == hub) {
      boolean takes = load[from] >= bounds.low[from] && load[from] < bounds.high[from];
      return takes ? 0 : FAR;
    }
    return cost[from][to];
  }

  /** The nearest of those that lack some; of several the emptiest. */
  private int nearest(List<Integer> order, int[] distance) {
    int best = surplus(hub) < 0 ? hub : -1;
    for (int node : order) {
      boolean near = distance[node] <= (best < 0 ? FAR - 1 : distance[best]);
      if (surplus(node) < 0 && near) {
        best = node;
      }
    }
    return best >= 0 && distance[best] < FAR ? best : -1;
  }

  private void findCosts(int from) {
    Arrays.fill(cost[from], FAR);
    for (int shard = 0; shard < rows.length; shard++) {
      int[] row = rows[shard];
      if (!contains(row, from)) {
        continue;
      }
      for (int to = 0; to < nodes; to++) {
        int lost = worth[shard][from] - worth[shard][to];
        if (lost < cost[from][to] && !contains(row, to)) {
          cost[from][to] = lost;
          by[from][to] = shard;
        }
      }
    }
    stale[from] = false;
  }

  private static boolean contains(int[] row, int node) {
    for (int one : row) {
      if (one == node) {
        return true;
      }
    }
    return false;
  }

  /** Stays possible while others of the same path are made: no two begin or end at the same. */
  private void exchange(int from, int to) {
    int[] row = rows[by[from][to]];
    for (int i = 0; i < row.length; i++) {
      stale[row[i]] = true;
      row[i] = row[i] == from ? to : row[i];
    }
    stale[to] = true;
    load[from]--;
    load[to]++;
  }
}
