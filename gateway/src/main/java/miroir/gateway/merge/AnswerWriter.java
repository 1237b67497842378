package miroir.gateway.merge;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import miroir.gateway.json.JsonOutput;
import org.jspecify.annotations.Nullable;

/** Writes the client's answer in the order of members that one server has. */
final class AnswerWriter {
  private final SearchRequest request;
  private final HitWriter hitWriter;

  AnswerWriter(SearchRequest request, IndexShape index, NodeQuery query) {
    this.request = request;
    this.hitWriter = new HitWriter(request, index, query);
  }

  byte[] write(List<Hit> hits, List<NodePage> pages, Totals.Sum sum, String requestUid) {
    JsonOutput output = new JsonOutput(room(hits));
    output.raw("{\"hits\":[");
    for (int i = 0; i < hits.size(); i++) {
      if (i > 0) {
        output.raw(',');
      }
      hitWriter.write(hits.get(i), output);
    }
    output.raw("],\"query\":");
    Optional<NodePage.Range> query = first(pages, NodePage::query);
    if (query.isPresent()) {
      copy(query.get(), output);
    } else {
      output.string(request.query());
    }
    first(pages, NodePage::queryVector).ifPresent(range -> copy("queryVector", range, output));
    output.raw(",\"processingTimeMs\":");
    output.number(pages.stream().mapToLong(NodePage::processingMillis).max().orElse(0));
    writePaging(sum.total(), output);
    @Nullable FacetTable facets = sum.facets();
    if (facets != null) {
      facets.write(output);
    }
    output.raw(",\"requestUid\":").string(requestUid);
    pages.stream()
        .max(Comparator.comparingLong(NodePage::processingMillis))
        .map(NodePage::performanceDetails)
        .ifPresent(range -> copy("performanceDetails", range, output));
    if (pages.stream().anyMatch(NodePage::countsSemanticHits)) {
      output.raw(",\"semanticHitCount\":");
      output.number(hits.stream().filter(hit -> hit.ranking().isSemantic()).count());
    }
    return output.raw('}').toBytes();
  }

  private static int room(List<Hit> hits) {
    return 512 + hits.stream().mapToInt(hit -> hit.to() - hit.from()).sum();
  }

  private void writePaging(long total, JsonOutput output) {
    if (request.paged()) {
      long perPage = request.limit();
      output.raw(",\"hitsPerPage\":").number(perPage);
      output.raw(",\"page\":").number(request.offset());
      output.raw(",\"totalPages\":").number(perPage == 0 ? 0 : (total + perPage - 1) / perPage);
      output.raw(",\"totalHits\":").number(total);
    } else {
      output.raw(",\"limit\":").number(request.limit());
      output.raw(",\"offset\":").number(request.offset());
      output.raw(",\"estimatedTotalHits\":").number(total);
    }
  }

  private static Optional<NodePage.Range> first(
      List<NodePage> pages, Function<NodePage, NodePage.@Nullable Range> part) {
    for (NodePage page : pages) {
      NodePage.@Nullable Range range = part.apply(page);
      if (range != null) {
        return Optional.of(range);
      }
    }
    return Optional.empty();
  }

  private static void copy(String name, NodePage.Range range, JsonOutput output) {
    output.raw(",\"").raw(name).raw("\":");
    copy(range, output);
  }

  private static void copy(NodePage.Range range, JsonOutput output) {
    output.raw(range.json(), range.from(), range.to());
  }
}
