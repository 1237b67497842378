package miroir.chaos.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import miroir.chaos.cluster.LocalCluster;
import miroir.chaos.workload.Api;

/** Reads an index off every node, by the nodes' own API. Not for use by two threads. */
public final class ReplicaReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 5_000;

  private final LocalCluster cluster;
  private final String index;

  /** Makes a reader of a client's index. */
  public ReplicaReader(LocalCluster cluster, String index) {
    this.cluster = cluster;
    this.index = index;
  }

  /**
   * Reads everything. Nothing may be written meanwhile, and no task may be unfinished.
   *
   * @throws IOException if a node does not answer, or bears the index under several names
   */
  public Replicas read() throws IOException, InterruptedException {
    List<Set<String>> inSync = new ArrayList<>();
    for (Map.Entry<String, String> replica : states()) {
      int shard = Integer.parseInt(replica.getKey());
      while (inSync.size() <= shard) {
        inSync.add(new TreeSet<>());
      }
      String[] nodeAndState = replica.getValue().split(":");
      if (nodeAndState[1].equals("IN_SYNC")) {
        inSync.get(shard).add(nodeAndState[0]);
      }
    }
    String prefix = "miroir-" + indexId() + "-";
    Map<String, Map<String, ObjectNode>> stored = new HashMap<>();
    for (JsonNode node : JSON.readTree(cluster.ask("nodes", "list"))) {
      Api api = new Api(node.path("url").asText(), cluster.secrets().nodeKey());
      stored.put(node.path("id").asText(), documents(api, prefix));
    }
    return new Replicas(inSync, stored);
  }

  /** Returns every replica: the number of its shard, and {@code NODE:STATE}. */
  List<Map.Entry<String, String>> states() throws IOException {
    List<Map.Entry<String, String>> states = new ArrayList<>();
    for (JsonNode row : JSON.readTree(cluster.ask("shards", "list", "--index", index))) {
      for (String replica : row.path("replicas").asText().split(" ")) {
        states.add(Map.entry(row.path("shard").asText(), replica));
      }
    }
    return states;
  }

  /** Returns every physical index that a node has. */
  List<String> physical(String id) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    for (JsonNode node : JSON.readTree(cluster.ask("nodes", "list"))) {
      if (node.path("id").asText().equals(id)) {
        Api api = new Api(node.path("url").asText(), cluster.secrets().nodeKey());
        api.json("GET", "/indexes?limit=1000", "")
            .path("results")
            .forEach(index -> names.add(index.path("uid").asText()));
      }
    }
    return names;
  }

  private String indexId() throws IOException {
    for (JsonNode row : JSON.readTree(cluster.ask("indexes", "list"))) {
      if (row.path("uid").asText().equals(index)) {
        return row.path("id").asText();
      }
    }
    throw new IOException("no index " + index);
  }

  private static Map<String, ObjectNode> documents(Api node, String prefix)
      throws IOException, InterruptedException {
    Map<String, ObjectNode> documents = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (JsonNode physical : node.json("GET", "/indexes?limit=1000", "").path("results")) {
      String name = physical.path("uid").asText();
      if (name.startsWith(prefix)) {
        names.add(name);
      }
    }
    if (names.size() > 1) {
      throw new IOException(node.url() + " holds one index under several names: " + names);
    }
    for (String name : names) {
      long total = 1;
      for (int offset = 0; offset < total; offset += PAGE) {
        String query = "/documents?limit=" + PAGE + "&offset=" + offset;
        JsonNode page = node.json("GET", "/indexes/" + name + query, "");
        total = page.path("total").asLong(0);
        page.path("results")
            .forEach(found -> documents.put(found.path("id").asText(), (ObjectNode) found));
      }
    }
    return documents;
  }
}
