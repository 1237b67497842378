package miroir.gateway.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.lane.NodeTask;

/**
 * What a task shows of itself, before and after its end. Counts of deletions are the members'
 * summed and divided by the copies that each document has.
 */
sealed interface Details {
  /** Returns JSON for a task that has not ended. */
  String open();

  /** Returns JSON for a task that succeeded. */
  String succeeded(Collection<NodeTask> nodes);

  /** Returns JSON for a task that failed. */
  String failed();

  /**
   * Of an addition.
   *
   * @param received documents sent
   * @param distinct different ids among them
   */
  record Addition(int received, int distinct) implements Details {
    @Override
    public String open() {
      return text("null");
    }

    @Override
    public String succeeded(Collection<NodeTask> nodes) {
      return text(Integer.toString(distinct));
    }

    @Override
    public String failed() {
      return text("0");
    }

    private String text(String indexed) {
      return "{\"receivedDocuments\":" + received + ",\"indexedDocuments\":" + indexed + "}";
    }
  }

  /**
   * Of a deletion.
   *
   * @param prefix JSON members before the count, with a comma behind, or empty
   * @param suffix JSON members behind the count, with a comma before, or empty
   * @param copies copies that each document has
   */
  record Deletion(String prefix, String suffix, int copies) implements Details {
    static Deletion byIds(int provided, int copies) {
      return new Deletion("\"providedIds\":" + provided + ",", ",\"originalFilter\":null", copies);
    }

    static Deletion byFilter(String filter, int copies) {
      return new Deletion(
          "\"providedIds\":0,", ",\"originalFilter\":" + JsonText.quoted(filter), copies);
    }

    static Deletion ofAll(int copies) {
      return new Deletion("", "", copies);
    }

    @Override
    public String open() {
      return text("null");
    }

    @Override
    public String succeeded(Collection<NodeTask> nodes) {
      long sum =
          nodes.stream().mapToLong(task -> task.details().path("deletedDocuments").asLong()).sum();
      return text(Long.toString(sum / Math.max(1, copies)));
    }

    @Override
    public String failed() {
      return text("0");
    }

    private String text(String deleted) {
      return "{" + prefix + "\"deletedDocuments\":" + deleted + suffix + "}";
    }
  }

  /**
   * Of a write that an earlier writer sent: what the nodes count is all that is known.
   *
   * @param json JSON members as the task shows them
   * @param copies copies that each document has
   */
  record Recovered(String json, int copies) implements Details {
    static Recovered of(Collection<NodeTask> nodes, int copies) {
      ObjectNode sums = nodes.iterator().next().details().deepCopy();
      for (String counter : new String[] {"receivedDocuments", "providedIds"}) {
        if (sums.has(counter)) {
          long sum = nodes.stream().mapToLong(task -> task.details().path(counter).asLong()).sum();
          sums.put(counter, sum / Math.max(1, copies));
        }
      }
      return new Recovered(JsonText.of(sums), copies);
    }

    @Override
    public String open() {
      return json;
    }

    @Override
    public String succeeded(Collection<NodeTask> nodes) {
      return counted(nodes, true);
    }

    @Override
    public String failed() {
      return counted(java.util.List.of(), false);
    }

    private String counted(Collection<NodeTask> nodes, boolean done) {
      ObjectNode details = (ObjectNode) Json.tree(json.getBytes(StandardCharsets.UTF_8));
      for (String counter : new String[] {"indexedDocuments", "deletedDocuments"}) {
        if (details.has(counter)) {
          long sum = nodes.stream().mapToLong(task -> task.details().path(counter).asLong()).sum();
          long most = details.path("receivedDocuments").asLong(Long.MAX_VALUE);
          details.put(counter, done ? Math.min(most, sum / Math.max(1, copies)) : 0);
        }
      }
      return JsonText.of(details);
    }
  }

  /** Of a task whose details never change. */
  record Fixed(String json) implements Details {
    @Override
    public String open() {
      return json;
    }

    @Override
    public String succeeded(Collection<NodeTask> nodes) {
      return json;
    }

    @Override
    public String failed() {
      return json;
    }
  }
}
