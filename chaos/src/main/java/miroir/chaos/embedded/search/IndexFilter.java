package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.Optional;
import miroir.chaos.embedded.store.FilterEvaluator;
import miroir.chaos.embedded.store.IndexView;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.document.DocumentRequests;
import miroir.gateway.api.filter.Filter;
import miroir.gateway.api.filter.FilterSyntax;

/** The filter of a search, which Meilisearch passes on in its own words before it is used. */
final class IndexFilter {
  private IndexFilter() {}

  /** The documents that pass. Throws {@link Refusal} if the filter cannot be used. */
  static BitSet apply(IndexView view, String uid, Optional<JsonNode> sent) {
    ErrorCode code = ErrorCode.INVALID_SEARCH_FILTER;
    Optional<Filter> filter = DocumentRequests.filter(sent.orElse(null), code);
    if (filter.isEmpty()) {
      return view.all();
    }
    try {
      Filter passedOn = Filter.parse(filter.get().serialized()).orElseThrow();
      return FilterEvaluator.checked(view, passedOn);
    } catch (FilterSyntax e) {
      throw new Refusal(code.with(e.complaint()).inIndex(uid));
    }
  }
}
