package miroir.gateway.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.merge.DocumentsPlan;
import miroir.gateway.merge.FacetSearchMerge;
import miroir.gateway.merge.IndexShape;
import miroir.gateway.merge.MergePlan;
import miroir.gateway.merge.Step;
import miroir.gateway.merge.TieOrder;
import miroir.gateway.plan.ReservedFields;
import miroir.gateway.plan.SearchPlan;
import miroir.gateway.session.IndexNames;
import miroir.gateway.writer.ErrorText;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * Searches and lists of documents: pick nodes, ask them at the same time, merge. Shards of a node
 * that fails go to other copies, as long as there are any. Thread-safe.
 */
public final class SearchService {
  private static final int ATTEMPTS = 4;

  /** No such key, no such index, too slow, too many requests. */
  private static final Set<Integer> NODE_FAULTS = Set.of(401, 403, 404, 408, 429);

  private final IndexNames names;
  private final Scatter scatter;
  private final Picks picks;
  private final Shapes shapes;
  private final Hedges hedges = new Hedges();
  private final boolean partialAnswers;

  /** Makes the service; {@code partialAnswers} is {@code unavailable_shard_policy = "partial"}. */
  public SearchService(
      IndexNames names, Scatter scatter, Picks picks, Shapes shapes, boolean partialAnswers) {
    this.names = names;
    this.scatter = scatter;
    this.picks = picks;
    this.shapes = shapes;
    this.partialAnswers = partialAnswers;
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

  /** One question: how its rounds go and how they end. */
  private interface Rounds {
    Step start(List<@Nullable String> filters);

    Step next(List<byte[]> answers);
  }

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
    return attempt(uid, path, rounds, new HashSet<>(), 1);
  }

  /** Each attempt goes by the newest view: a copy may have come back since the one before. */
  private CompletableFuture<Found> attempt(
      String uid, String path, Function<IndexRoute, Rounds> rounds, Set<String> avoid, int number) {
    return names
        .readable(uid)
        .thenCompose(
            named -> new Run(uid, named.id(), named.index(), path, rounds).attempt(avoid, number));
  }

  /** One question to one index. */
  private final class Run {
    private final String uid;
    private final long id;
    private final IndexRoute index;
    private final String path;
    private final Function<IndexRoute, Rounds> rounds;
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    Run(String uid, long id, IndexRoute index, String path, Function<IndexRoute, Rounds> rounds) {
      this.uid = uid;
      this.id = id;
      this.index = index;
      this.path = path;
      this.rounds = rounds;
    }

    CompletableFuture<Found> attempt(Set<String> avoid, int number) {
      SearchPlan plan = pick(avoid, number);
      boolean unavailable =
          plan.parts().isEmpty() || (!plan.missing().isEmpty() && !partialAnswers);
      if (unavailable) {
        return CompletableFuture.failedFuture(
            new Refusal(
                ErrorCode.MIROIR_SHARD_UNAVAILABLE.with(
                    "No copy of "
                        + Math.max(1, plan.missing().cardinality())
                        + " shards of index `"
                        + uid
                        + "` can be reached.")));
      }
      List<@Nullable String> filters = new ArrayList<>();
      plan.parts().forEach(part -> filters.add(part.filter()));
      Rounds begun = rounds.apply(index);
      Set<String> failed = ConcurrentHashMap.newKeySet();
      CompletableFuture<Found> found =
          round(plan, begun, begun.start(filters), failed)
              .handle(
                  (body, failure) -> {
                    if (body != null) {
                      return CompletableFuture.completedFuture(
                          new Found(body, plan.missing().cardinality(), index.settingsDrift() > 0));
                    }
                    if (!failed.isEmpty() && number < ATTEMPTS) {
                      failed.addAll(avoid);
                      return SearchService.this.attempt(uid, path, rounds, failed, number + 1);
                    }
                    return CompletableFuture.<Found>failedFuture(
                        failure == null ? new IllegalStateException("no answer") : failure);
                  })
              .thenCompose(Function.identity());
      return number == 1 ? hedges.beside(found, () -> elsewhere(avoid)) : found;
    }

    /**
     * Who has failed is asked again rather than left out of the answer, but for the last time: two
     * copies may lose their connections at once, and be well.
     */
    private SearchPlan pick(Set<String> avoid, int number) {
      SearchPlan plan = picks.pick(index, avoid);
      boolean again = !plan.missing().isEmpty() && !avoid.isEmpty() && number < ATTEMPTS;
      return again ? picks.pick(index, Set.of()) : plan;
    }

    /** Asks others than those that are silent, if there are any for every shard. */
    private @Nullable CompletableFuture<Found> elsewhere(Set<String> avoid) {
      Set<String> others = new HashSet<>(avoid);
      others.addAll(silent);
      if (silent.isEmpty() || !picks.pick(index, others).missing().isEmpty()) {
        return null;
      }
      silent.forEach(scatter::avoid);
      return SearchService.this.attempt(uid, path, rounds, others, ATTEMPTS);
    }

    private CompletableFuture<byte[]> round(
        SearchPlan plan, Rounds begun, Step step, Set<String> failed) {
      if (step instanceof Step.Finished finished) {
        return CompletableFuture.completedFuture(finished.body());
      }
      List<Step.Ask> asks = ((Step.Round) step).requests();
      List<CompletableFuture<Scatter.Answer>> calls = new ArrayList<>();
      for (Step.Ask ask : asks) {
        String node = plan.parts().get(ask.node()).node();
        silent.add(node);
        calls.add(
            scatter
                .ask(id, index, node, HttpMethod.POST, path, ask.body())
                .whenComplete(
                    (answer, failure) -> {
                      silent.remove(node);
                      if (failure != null || isNodeFault(answer.status())) {
                        failed.add(node);
                      }
                    }));
      }
      return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
          .thenCompose(
              all -> {
                List<byte[]> bodies = new ArrayList<>();
                for (int i = 0; i < calls.size(); i++) {
                  Scatter.Answer answer = calls.get(i).join();
                  if (answer.status() != 200) {
                    return refused(plan, asks.get(i), answer);
                  }
                  bodies.add(answer.body());
                }
                return round(plan, begun, begun.next(bodies), failed);
              });
    }

    /**
     * Any node's refusal is the client's answer. Its text shows our filter, so the node is asked
     * once more without (meilisearch-measured §2.3).
     */
    private CompletableFuture<byte[]> refused(
        SearchPlan plan, Step.Ask ask, Scatter.Answer answer) {
      SearchPlan.Part part = plan.parts().get(ask.node());
      if (isNodeFault(answer.status()) && answer.status() < 500) {
        return CompletableFuture.failedFuture(turnedAway(part.node(), answer));
      }
      if (answer.status() != 400 || part.filter() == null) {
        return CompletableFuture.failedFuture(refusal(answer));
      }
      byte[] bare = Unfiltered.of(ask.body());
      return scatter
          .ask(id, index, part.node(), HttpMethod.POST, path, bare)
          .thenCompose(
              again ->
                  CompletableFuture.failedFuture(refusal(again.status() == 200 ? answer : again)));
    }

    /**
     * A request that is well and has our key is never refused so by a node that has the index: the
     * key is not there yet, the index is gone, or the node is overloaded. Another copy may answer.
     */
    private static boolean isNodeFault(int status) {
      return status >= 500 || NODE_FAULTS.contains(status);
    }

    private static Refusal turnedAway(String node, Scatter.Answer answer) {
      return new Refusal(
          ErrorCode.MIROIR_SHARD_UNAVAILABLE.with(
              "Node "
                  + node
                  + " does not serve searches (HTTP "
                  + answer.status()
                  + "), and no other copy answered."));
    }

    private Refusal refusal(Scatter.Answer answer) {
      ApiError error = ApiError.fromJson(answer.json());
      if (error.message().contains(ReservedFields.PREFIX) || error.message().contains("miroir-")) {
        error = ReservedNames.shown(ErrorText.clean(error, uid));
      }
      return new Refusal(error);
    }
  }
}
