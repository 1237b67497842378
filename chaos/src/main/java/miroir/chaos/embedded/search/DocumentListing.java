package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import miroir.chaos.embedded.ranking.SortRule;
import miroir.chaos.embedded.store.FilterEvaluator;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.Sets;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.attribute.SortExpression;
import miroir.gateway.api.document.DocumentRequests;
import miroir.gateway.api.filter.Filter;
import miroir.gateway.api.filter.FilterSyntax;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.api.settings.Setting;

/** The documents that a listing asks for, in order. */
public final class DocumentListing {
  private DocumentListing() {}

  /**
   * All of them, whatever the page.
   *
   * @param body checked body of {@code POST /documents/fetch}
   * @throws miroir.gateway.api.Refusal if filter or sort cannot be used
   */
  public static List<Integer> of(IndexView view, JsonNode body) {
    BitSet found = Sets.copy(view.all());
    Optional<Filter> filter =
        DocumentRequests.filter(body.get("filter"), ErrorCode.INVALID_DOCUMENT_FILTER);
    if (filter.isPresent()) {
      try {
        found.and(FilterEvaluator.checked(view, filter.get()));
      } catch (FilterSyntax e) {
        throw ErrorCode.INVALID_DOCUMENT_FILTER.refusal(e.complaint());
      }
    }
    if (body.path("ids").isArray()) {
      found.and(named(view, body.get("ids")));
    }
    List<SortRule> sorts = new ArrayList<>();
    for (JsonNode expression : body.path("sort")) {
      sorts.add(sort(view, expression.asText()));
    }
    List<Integer> ordered = new ArrayList<>();
    for (BitSet bucket : SortRule.buckets(found, sorts)) {
      bucket.stream().forEach(ordered::add);
    }
    return ordered;
  }

  private static BitSet named(IndexView view, JsonNode ids) {
    BitSet named = new BitSet();
    for (JsonNode id : ids) {
      int number = view.find(id.isTextual() ? id.textValue() : JsonText.of(id));
      if (number >= 0) {
        named.set(number);
      }
    }
    return named;
  }

  private static SortRule sort(IndexView view, String text) {
    ErrorCode code = ErrorCode.INVALID_DOCUMENT_SORT;
    SortExpression expression;
    try {
      expression = SortExpression.parse(text);
    } catch (SortExpression.Malformed e) {
      throw code.refusal(e.complaint());
    }
    String field = expression.point() == null ? expression.field() : "_geo";
    List<String> sortable = view.state().settings().strings(Setting.SORTABLE_ATTRIBUTES);
    boolean allowed =
        sortable.stream().anyMatch(name -> field.equals(name) || field.startsWith(name + "."));
    if (!allowed) {
      throw code.refusal(notSortable(field, sortable));
    }
    return SortRule.of(view, expression);
  }

  static String notSortable(String field, List<String> sortable) {
    return "Attribute `"
        + field
        + "` is not sortable. "
        + (sortable.isEmpty()
            ? "This index does not have configured sortable attributes."
            : "Available sortable attributes are: `"
                + String.join(", ", new TreeSet<>(sortable))
                + "`.");
  }
}
