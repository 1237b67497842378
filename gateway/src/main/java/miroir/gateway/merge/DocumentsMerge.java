package miroir.gateway.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import miroir.gateway.json.Elements;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.JsonOutput;
import miroir.gateway.json.Members;
import miroir.gateway.json.Projection;
import miroir.gateway.plan.ReservedFields;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list of documents: what nodes are asked, as {@code POST …/documents/fetch}, and
 * their pages merged in the order of writing, behind the client's own order where it sorts.
 */
public final class DocumentsMerge {
  private static final int DEFAULT_LIMIT = 20;

  private final ObjectNode request;
  private final long offset;
  private final long limit;
  private final DocumentOrder order;
  private final Projection projection;

  /**
   * Prepares a list.
   *
   * @param request the client's request, valid, with the parameters of {@code documents/fetch}
   */
  public DocumentsMerge(ObjectNode request) {
    this.request = request;
    this.offset = request.path("offset").asLong(0);
    this.limit = request.path("limit").asLong(DEFAULT_LIMIT);
    this.order = new DocumentOrder(strings("sort"));
    this.projection = hasFields() ? Projection.without(added(), strings("fields")) : Projection.ALL;
  }

  private boolean hasFields() {
    return request.hasNonNull("fields") && !strings("fields").contains("*");
  }

  private List<String> strings(String parameter) {
    List<String> strings = new ArrayList<>();
    for (JsonNode one : request.path(parameter)) {
      strings.add(one.asText());
    }
    return strings;
  }

  /** Returns fields that only the merge needs. */
  private Collection<String> added() {
    List<String> fields = strings("fields");
    Collection<String> added = new LinkedHashSet<>(order.fields());
    added.removeIf(field -> AttributeList.covers(fields, field));
    return added;
  }

  DocumentOrder order() {
    return order;
  }

  /** Returns the client's offset. */
  long offset() {
    return offset;
  }

  /** Returns what each node is asked, given the filter that limits it to its shards, or null. */
  public List<Step.Ask> requests(List<@Nullable String> shardFilters) {
    List<Step.Ask> requests = new ArrayList<>();
    for (int node = 0; node < shardFilters.size(); node++) {
      requests.add(ask(node, shardFilters.get(node), 0, offset));
    }
    return requests;
  }

  /**
   * Returns what a node is asked for its part of the page.
   *
   * @param from position on the node from which it is read
   * @param skipped how many documents of all nodes, from there on, stand before the page
   */
  Step.Ask ask(int node, @Nullable String shardFilter, long from, long skipped) {
    ObjectNode body = sorted(from, skipped + limit < 0 ? Long.MAX_VALUE : skipped + limit);
    if (hasFields()) {
      ArrayNode fields = body.putArray("fields");
      strings("fields").forEach(fields::add);
      added().forEach(fields::add);
    }
    return new Step.Ask(node, NodeQuery.withFilters(body, shardFilter));
  }

  /** Returns what a node is asked for the order of one of its documents. */
  Step.Ask askKey(int node, @Nullable String shardFilter, long position) {
    ObjectNode body = sorted(position, 1);
    body.remove("retrieveVectors");
    ArrayNode fields = body.putArray("fields");
    order.fields().forEach(fields::add);
    return new Step.Ask(node, NodeQuery.withFilters(body, shardFilter));
  }

  private ObjectNode sorted(long from, long count) {
    ObjectNode body = request.deepCopy();
    body.remove("offset");
    if (from > 0) {
      body.put("offset", from);
    }
    body.put("limit", count);
    ArrayNode sort = body.putArray("sort");
    strings("sort").forEach(sort::add);
    sort.add(ReservedFields.ORDER_RULE);
    return body;
  }

  /**
   * Merges the nodes' pages into the client's.
   *
   * @param answers the nodes' answers, all with status 200
   * @throws IllegalArgumentException when one is no list of documents
   */
  public byte[] merge(List<byte[]> answers) {
    return merge(answers, offset);
  }

  /** Merges as {@link #merge(List)} does, where only some documents stand before the page. */
  byte[] merge(List<byte[]> answers, long skipped) {
    long total = 0;
    List<List<DocumentOrder.Document>> lists = new ArrayList<>();
    for (byte[] json : answers) {
      NodeDocuments page = read(json);
      lists.add(page.documents());
      total += page.total();
    }
    JsonOutput output = new JsonOutput(answers.stream().mapToInt(one -> one.length).sum());
    output.raw("{\"results\":[");
    writePage(lists, skipped, output);
    output.raw("],\"offset\":").number(offset).raw(",\"limit\":").number(limit);
    return output.raw(",\"total\":").number(total).raw('}').toBytes();
  }

  /** What one node answered. */
  record NodeDocuments(List<DocumentOrder.Document> documents, long total) {}

  /** Takes a node's answer apart. */
  NodeDocuments read(byte[] json) {
    try {
      List<DocumentOrder.Document> documents = new ArrayList<>();
      long total = 0;
      Members members = new Members(json, JsonBytes.skipSpace(json, 0));
      while (members.next()) {
        if (members.keyIs("results")) {
          Elements results = new Elements(json, members.valueFrom());
          while (results.next()) {
            documents.add(order.read(json, results.from()));
          }
          members.endsAt(results.to());
        } else if (members.keyIs("total")) {
          total = JsonBytes.integer(json, members.valueFrom(), members.valueTo());
        }
      }
      return new NodeDocuments(documents, total);
    } catch (IndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("a node's answer is cut short", cut);
    }
  }

  private void writePage(
      List<List<DocumentOrder.Document>> lists, long skipped, JsonOutput output) {
    int[] next = new int[lists.size()];
    for (long position = 0; position - skipped < limit; position++) {
      int best = -1;
      for (int node = 0; node < next.length; node++) {
        if (next[node] < lists.get(node).size()
            && (best < 0 || order.compare(head(lists, next, node), head(lists, next, best)) < 0)) {
          best = node;
        }
      }
      if (best < 0) {
        return;
      }
      if (position >= skipped) {
        output.raw(position > skipped ? "," : "");
        write(head(lists, next, best), output);
      }
      next[best]++;
    }
  }

  private static DocumentOrder.Document head(
      List<List<DocumentOrder.Document>> lists, int[] next, int node) {
    return lists.get(node).get(next[node]);
  }

  private void write(DocumentOrder.Document document, JsonOutput output) {
    output.raw('{');
    Members members = new Members(document.json(), document.at());
    while (members.next()) {
      if (!members.keyBegins('_') || !ReservedFields.contains(members.key())) {
        projection.copyMember(document.json(), members, output);
      }
    }
    output.raw('}');
  }
}
