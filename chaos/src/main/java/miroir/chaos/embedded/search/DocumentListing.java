package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import miroir.chaos.embedded.ranking.SortRule;
import miroir.chaos.embedded.store.FilterEvaluator;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.Sets;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.document.DocumentRequests;
import miroir.gateway.api.filter.Filter;
import miroir.gateway.api.filter.FilterSyntax;
import miroir.gateway.api.json.JsonText;

/**
 * The documents that a listing asks for.
 *
 * @param numbers in order, whatever the page
 * @param total how many match; a sorted listing leaves out documents whose value cannot be sorted
 */
public record DocumentListing(List<Integer> numbers, int total) {
  /**
   * All of them, whatever the page.
   *
   * @param body checked body of {@code POST /documents/fetch}
   * @throws miroir.gateway.api.Refusal if filter or sort cannot be used
   */
  public static DocumentListing of(IndexView view, JsonNode body) {
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
    List<String> texts = new ArrayList<>();
    body.path("sort").forEach(text -> texts.add(text.asText()));
    List<SortRule> sorts =
        Sorts.read(view, texts, ErrorCode.INVALID_DOCUMENT_SORT, "").stream()
            .map(expression -> SortRule.of(view, expression))
            .toList();
    List<Integer> ordered = new ArrayList<>();
    for (BitSet bucket : SortRule.listing(found, sorts)) {
      bucket.stream().forEach(ordered::add);
    }
    return new DocumentListing(ordered, found.cardinality());
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
}
