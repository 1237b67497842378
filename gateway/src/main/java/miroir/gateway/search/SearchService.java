package miroir.gateway.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import miroir.gateway.api.Refusal;
import miroir.gateway.merge.DocumentsPlan;
import miroir.gateway.merge.FacetSearchMerge;
import miroir.gateway.merge.IndexShape;
import miroir.gateway.merge.MergePlan;
import miroir.gateway.merge.Step;
import miroir.gateway.merge.TieOrder;
import miroir.gateway.session.IndexNames;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * Searches and lists of documents: pick nodes, ask them at the same time, merge. Shards of a node
 * that fails go to other copies, as long as there are any. Thread-safe.
 */
public final class SearchService {
  private final Asking.Means means;
  private final Hedges hedges = new Hedges();
  private final Shapes shapes;

  /** Makes the service; {@code partialAnswers} is {@code unavailable_shard_policy = "partial"}. */
  public SearchService(
      IndexNames names, Scatter scatter, Picks picks, Shapes shapes, boolean partialAnswers) {
    this.means = new Asking.Means(names, scatter, picks, hedges, partialAnswers);
    this.shapes = shapes;
  }

  /** Returns how often another copy was asked beside a slow one. */
  public long hedged() {
    return hedges.made();
  }

  /**
   * A client's answer.
   *
   * @param body JSON
   * @param missingShards shards that nobody answered for
   * @param settingsDiffer whether settings on a node are not what they should be
   */
  public record Found(byte[] body, int missingShards, boolean settingsDiffer) {}

  /** Searches. Fails with {@link Refusal}. */
  public CompletableFuture<Found> search(String uid, ObjectNode request) {
    return run(
        uid,
        "/search",
        index ->
            new Rounds() {
              private @Nullable MergePlan plan;

              @Override
              public Step start(List<@Nullable String> filters) {
                IndexShape shape = shapes.shape(index);
                ObjectNode asked = ReservedNames.hidden(request, !shape.filterable().isEmpty());
                MergePlan fresh =
                    new MergePlan(asked, shape, filters, TieOrder.NONE, RequestUid.next());
                plan = fresh;
                return fresh.start();
              }

              @Override
              public Step next(List<byte[]> answers) {
                return Objects.requireNonNull(plan).next(answers);
              }
            });
  }

  /** Searches in the values of a facet. Fails with {@link Refusal}. */
  public CompletableFuture<Found> facetSearch(String uid, ObjectNode request) {
    return run(
        uid,
        "/facet-search",
        index -> {
          FacetSearchMerge merge =
              new FacetSearchMerge(ReservedNames.hidden(request, true), shapes.shape(index));
          return oneRound(merge::requests, merge::merge);
        });
  }

  /** Lists documents. Fails with {@link Refusal}. */
  public CompletableFuture<Found> documents(String uid, ObjectNode request) {
    return run(
        uid,
        "/documents/fetch",
        index ->
            new Rounds() {
              private @Nullable DocumentsPlan plan;

              @Override
              public Step start(List<@Nullable String> filters) {
                DocumentsPlan fresh =
                    new DocumentsPlan(ReservedNames.hidden(request, true), filters);
                plan = fresh;
                return fresh.start();
              }

              @Override
              public Step next(List<byte[]> answers) {
                return Objects.requireNonNull(plan).next(answers);
              }
            });
  }

  private static Rounds oneRound(
      Function<List<@Nullable String>, List<Step.Ask>> requests,
      Function<List<byte[]>, byte[]> merge) {
    return new Rounds() {
      @Override
      public Step start(List<@Nullable String> filters) {
        return new Step.Round(requests.apply(filters));
      }

      @Override
      public Step next(List<byte[]> answers) {
        return new Step.Finished(merge.apply(answers));
      }
    };
  }

  private CompletableFuture<Found> run(
      String uid, String path, Function<IndexRoute, Rounds> rounds) {
    return new Asking(means, uid, path, rounds).answer();
  }
}
