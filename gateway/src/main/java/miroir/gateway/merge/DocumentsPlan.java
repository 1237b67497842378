package miroir.gateway.merge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import miroir.gateway.merge.DocumentOrder.Document;
import org.jspecify.annotations.Nullable;

/**
 * One list of documents on its way from a client's request to its answer. Up to an offset of 1,000
 * it takes one round; beyond, each node's share of the offset is found first by looking at single
 * documents. The caller sends what a {@link Step.Round} says to {@code …/documents/fetch}.
 */
public final class DocumentsPlan {
  /** Enough for any number of documents; writes in between could make the search go on. */
  private static final int ROUNDS_MOST = 400;

  private final DocumentsMerge merge;
  private final List<@Nullable String> shardFilters;
  private final DocumentCut cut;
  private List<Integer> looked = List.of();
  private boolean reading;
  private int rounds;

  /**
   * Prepares a list.
   *
   * @param request the client's request, valid, with the parameters of {@code documents/fetch}
   * @param shardFilters for each node to ask, the filter that limits it to its shards, or null
   */
  public DocumentsPlan(ObjectNode request, List<@Nullable String> shardFilters) {
    this.merge = new DocumentsMerge(request);
    this.shardFilters = new ArrayList<>(shardFilters);
    this.cut = new DocumentCut(merge.order(), shardFilters.size(), merge.offset());
  }

  /** Returns the first round. */
  public Step start() {
    return goOn();
  }

  /**
   * Takes the answers to the last round and returns what comes next.
   *
   * @param bodies the bodies of the answers, all with status 200, in the order of the requests
   * @throws IllegalArgumentException when a body is no list of documents
   */
  public Step next(List<byte[]> bodies) {
    if (reading) {
      return new Step.Finished(merge.merge(bodies, cut.skipped()));
    }
    int nodes = shardFilters.size();
    @Nullable Document[] found = new Document[nodes];
    long[] totals = new long[nodes];
    for (int i = 0; i < looked.size(); i++) {
      DocumentsMerge.NodeDocuments page = merge.read(bodies.get(i));
      totals[looked.get(i)] = page.total();
      found[looked.get(i)] = page.documents().isEmpty() ? null : page.documents().get(0);
    }
    cut.learn(found, totals);
    return goOn();
  }

  private Step goOn() {
    reading = cut.isFound() || rounds++ == ROUNDS_MOST;
    List<Step.Ask> requests = new ArrayList<>();
    if (reading) {
      for (int node = 0; node < shardFilters.size(); node++) {
        requests.add(merge.ask(node, shardFilters.get(node), cut.low()[node], cut.skipped()));
      }
      return new Step.Round(requests);
    }
    looked = new ArrayList<>();
    long[] positions = cut.look(rounds % 2 == 0);
    for (int node = 0; node < positions.length; node++) {
      if (positions[node] >= 0) {
        looked.add(node);
        requests.add(merge.askKey(node, shardFilters.get(node), positions[node]));
      }
    }
    return new Step.Round(requests);
  }
}
