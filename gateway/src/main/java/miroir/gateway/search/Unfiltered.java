package miroir.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import miroir.gateway.api.json.Json;
import miroir.gateway.plan.ReservedFields;

/**
 * Takes our shard clause out of a node's request, so that its refusal reads as the client's own.
 */
final class Unfiltered {
  private Unfiltered() {}

  static byte[] of(byte[] body) {
    ObjectNode request = (ObjectNode) Json.tree(body);
    JsonNode filter = request.get("filter");
    if (filter instanceof ArrayNode clauses && !clauses.isEmpty()) {
      int last = clauses.size() - 1;
      if (clauses.get(last).asText().startsWith(ReservedFields.SHARD)) {
        clauses.remove(last);
      }
      if (clauses.isEmpty()) {
        request.remove("filter");
      } else if (clauses.size() == 1) {
        request.set("filter", clauses.get(0));
      }
    }
    return Json.bytes(request);
  }
}
