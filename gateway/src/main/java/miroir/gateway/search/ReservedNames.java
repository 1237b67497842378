package miroir.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import miroir.gateway.api.ApiError;
import miroir.gateway.plan.ReservedFields;
import org.jspecify.annotations.Nullable;

/**
 * To a client a reserved name is one that no document has and no setting allows, but nodes know it.
 * So nodes are asked for a name in its place that no document can have either, and their complaints
 * are turned back. The stand-ins have the length of the names, as complaints count columns, and
 * their letters, as values are compared without regard to case. Pure.
 */
final class ReservedNames {
  private static final String NOT_SHARD = ReservedFields.PREFIX + "Shard";
  private static final String NOT_ORDER = ReservedFields.PREFIX + "Order";

  /** All facets, where the client allowed none: on nodes there is one, ours. */
  private static final String NO_FACETS = ReservedFields.PREFIX + "All";

  /** Parameters of searches and of lists of documents that hold names of attributes. */
  private static final List<String> NAMING =
      List.of(
          "filter",
          "sort",
          "facets",
          "distinct",
          "attributesToRetrieve",
          "attributesToSearchOn",
          "attributesToHighlight",
          "attributesToCrop",
          "facetName",
          "fields");

  private ReservedNames() {}

  /**
   * Returns the request as nodes are to be asked: itself, if nothing has to change.
   *
   * @param hasFacets whether the client made any attribute filterable
   */
  static ObjectNode hidden(ObjectNode request, boolean hasFacets) {
    ObjectNode changes = JsonNodeFactory.instance.objectNode();
    for (String parameter : NAMING) {
      JsonNode value = request.get(parameter);
      boolean noFacets = !hasFacets && parameter.equals("facets");
      JsonNode changed = value == null ? null : changed(value, noFacets);
      if (changed != null) {
        changes.set(parameter, changed);
      }
    }
    return changes.isEmpty() ? request : request.deepCopy().setAll(changes);
  }

  /** Returns what a value becomes, or null if it stays. */
  private static @Nullable JsonNode changed(JsonNode value, boolean noFacets) {
    if (value instanceof ArrayNode array) {
      ArrayNode all = null;
      for (int i = 0; i < array.size(); i++) {
        JsonNode changed = changed(array.get(i), noFacets);
        if (changed != null) {
          all = all == null ? array.deepCopy() : all;
          all.set(i, changed);
        }
      }
      return all;
    }
    String text = value.isTextual() ? value.textValue() : "";
    if (noFacets && text.equals("*")) {
      return TextNode.valueOf(NO_FACETS);
    }
    return text.contains(ReservedFields.PREFIX)
        ? TextNode.valueOf(
            text.replace(ReservedFields.SHARD, NOT_SHARD).replace(ReservedFields.ORDER, NOT_ORDER))
        : null;
  }

  /** Returns a complaint in the client's words. */
  static ApiError shown(ApiError error) {
    return error.withMessage(
        error
            .message()
            .replace(NOT_SHARD, ReservedFields.SHARD)
            .replace(NOT_ORDER, ReservedFields.ORDER)
            .replace(NO_FACETS, "*"));
  }
}
