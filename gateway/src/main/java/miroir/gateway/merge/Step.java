package miroir.gateway.merge;

import java.util.List;

/** What comes next on the way to a client's answer. */
public sealed interface Step {
  /**
   * One request to one node.
   *
   * @param node the node's number in the plan's list of nodes
   * @param body the body of {@code POST …/search} or {@code …/documents/fetch}, shard filter
   *     included
   */
  record Ask(int node, byte[] body) {}

  /**
   * Nodes have to be asked; their answers go to the plan's {@code next} in the order of the
   * requests. An answer other than 200 ends the search: it is the client's.
   *
   * @param requests what to ask, at the same time
   */
  record Round(List<Ask> requests) implements Step {}

  /**
   * The search is finished.
   *
   * @param body the client's answer
   */
  record Finished(byte[] body) implements Step {}
}
