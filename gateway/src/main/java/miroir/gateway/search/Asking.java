package miroir.gateway.search;

import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.merge.Step;
import miroir.gateway.plan.ReservedFields;
import miroir.gateway.plan.SearchPlan;
import miroir.gateway.search.SearchService.Found;
import miroir.gateway.session.IndexNames;
import miroir.gateway.session.IndexNames.Named;
import miroir.gateway.writer.ErrorText;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way to an answer: attempts by the newest view, others beside those that are
 * silent, all within one deadline. Thread-safe.
 */
final class Asking {
  private static final int ATTEMPTS = 4;

  /** No such key, no such index, too slow, too many requests. */
  private static final Set<Integer> NODE_FAULTS = Set.of(401, 403, 404, 408, 429);

  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final long deadlineNanos = System.nanoTime() + Limits.SEARCH.toNanos();
  private final Means means;
  private final String uid;
  private final String path;
  private final Function<IndexRoute, Rounds> rounds;
  private volatile @Nullable Named asked;
  private volatile boolean over;

  /**
   * What all questions share.
   *
   * @param partialAnswers whether missing shards are told instead of failing the question
   */
  record Means(
      IndexNames names, Scatter scatter, Picks picks, Hedges hedges, boolean partialAnswers) {}

  /**
   * Makes one that waits for {@link #answer}.
   *
   * @param path path below the index
   * @param rounds makes what is asked, anew for each attempt
   */
  Asking(Means means, String uid, String path, Function<IndexRoute, Rounds> rounds) {
    this.means = means;
    this.uid = uid;
    this.path = path;
    this.rounds = rounds;
  }

  /** Asks. Fails with {@link Refusal}. */
  CompletableFuture<Found> answer() {
    CompletableFuture<Found> told =
        means.hedges().beside(attempt(Set.of(), 1, false), this::elsewhere);
    // What is still under way then would be retried for nobody.
    told.whenComplete((found, failure) -> over = true);
    return told;
  }

  /** Each attempt goes by the newest view: a copy may have come back since the one before. */
  private CompletableFuture<Found> attempt(Set<String> avoid, int number, boolean whole) {
    return means.names().readable(uid).thenCompose(named -> attempt(named, avoid, number, whole));
  }

  private CompletableFuture<Found> attempt(
      Named named, Set<String> avoid, int number, boolean whole) {
    asked = named;
    SearchPlan plan = pick(named, avoid, number);
    boolean needsAll = whole || !means.partialAnswers();
    if (plan.parts().isEmpty() || (!plan.missing().isEmpty() && needsAll)) {
      return CompletableFuture.failedFuture(new Refusal(unavailable(plan)));
    }
    List<@Nullable String> filters = new ArrayList<>();
    plan.parts().forEach(part -> filters.add(part.filter()));
    Rounds begun = rounds.apply(named.index());
    Set<String> failed = ConcurrentHashMap.newKeySet();
    return round(named, plan, begun, begun.start(filters), failed)
        .handle(
            (body, failure) -> {
              if (body != null) {
                boolean drift = named.index().settingsDrift() > 0;
                return CompletableFuture.completedFuture(
                    new Found(body, plan.missing().cardinality(), drift));
              }
              boolean again = !failed.isEmpty() && number < ATTEMPTS && !over && left() > 0;
              if (again) {
                failed.addAll(avoid);
                return attempt(failed, number + 1, whole);
              }
              return CompletableFuture.<Found>failedFuture(
                  failure == null ? new IllegalStateException("no answer") : failure);
            })
        .thenCompose(Function.identity());
  }

  private ApiError unavailable(SearchPlan plan) {
    return ErrorCode.MIROIR_SHARD_UNAVAILABLE.with(
        "No copy of "
            + Math.max(1, plan.missing().cardinality())
            + " shards of index `"
            + uid
            + "` can be reached.");
  }

  private long left() {
    return deadlineNanos - System.nanoTime();
  }

  /**
   * Who has failed is asked again rather than left out of the answer, but for the last time: two
   * copies may lose their connections at once, and be well.
   */
  private SearchPlan pick(Named named, Set<String> avoid, int number) {
    SearchPlan plan = means.picks().pick(named.index(), avoid);
    boolean again = !plan.missing().isEmpty() && !avoid.isEmpty() && number < ATTEMPTS;
    return again ? means.picks().pick(named.index(), Set.of()) : plan;
  }

  /** Asks others than those that are silent, if there are any for every shard. */
  private @Nullable CompletableFuture<Found> elsewhere() {
    Named named = asked;
    Set<String> others = new HashSet<>(silent);
    if (named == null
        || others.isEmpty()
        || !means.picks().pick(named.index(), others).missing().isEmpty()) {
      return null;
    }
    others.forEach(means.scatter()::avoid);
    return attempt(others, ATTEMPTS, true);
  }

  private CompletableFuture<byte[]> round(
      Named named, SearchPlan plan, Rounds begun, Step step, Set<String> failed) {
    if (step instanceof Step.Finished finished) {
      return CompletableFuture.completedFuture(finished.body());
    }
    List<Step.Ask> asks = ((Step.Round) step).requests();
    List<CompletableFuture<Scatter.Answer>> calls = new ArrayList<>();
    for (Step.Ask ask : asks) {
      String node = plan.parts().get(ask.node()).node();
      silent.add(node);
      calls.add(
          ask(named, node, ask.body())
              .whenComplete((answer, failure) -> heard(node, answer, failure, failed)));
    }
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new))
        .thenCompose(
            all -> {
              List<byte[]> bodies = new ArrayList<>();
              for (int i = 0; i < calls.size(); i++) {
                Scatter.Answer answer = calls.get(i).join();
                if (answer.status() != 200) {
                  return refused(named, plan, asks.get(i), answer);
                }
                bodies.add(answer.body());
              }
              return next(begun, bodies)
                  .thenCompose(following -> round(named, plan, begun, following, failed));
            });
  }

  /** Large answers are merged apart from the event loop that brought them. */
  private static CompletableFuture<Step> next(Rounds begun, List<byte[]> bodies) {
    long bytes = bodies.stream().mapToLong(body -> body.length).sum();
    return bytes <= Limits.MERGED_AT_ONCE
        ? CompletableFuture.completedFuture(begun.next(bodies))
        : CompletableFuture.supplyAsync(
            () -> begun.next(bodies), CommonPools.blockingTaskExecutor());
  }

  /** A node that the leader does not reach is hardly worth waiting for. */
  private CompletableFuture<Scatter.Answer> ask(Named named, String node, byte @Nullable [] body) {
    long most = means.scatter().up(node) ? left() : Math.min(left(), Limits.SEARCH_DOWN.toNanos());
    return means
        .scatter()
        .ask(
            named.id(),
            named.index(),
            node,
            HttpMethod.POST,
            path,
            body,
            Duration.ofNanos(Math.max(1_000_000, most)));
  }

  private void heard(
      String node,
      Scatter.@Nullable Answer answer,
      @Nullable Throwable failure,
      Set<String> failed) {
    silent.remove(node);
    if (failure != null ? !isTooLarge(failure) : answer != null && isNodeFault(answer.status())) {
      failed.add(node);
      means.scatter().avoid(node);
    }
  }

  private static boolean isTooLarge(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ContentTooLargeException;
  }

  /**
   * A request that is well and has our key is never refused so by a node that has the index: the
   * key is not there yet, the index is gone, or the node is overloaded. Another copy may answer.
   */
  private static boolean isNodeFault(int status) {
    return status >= 500 || NODE_FAULTS.contains(status);
  }

  /**
   * Any node's refusal is the client's answer. Its text shows our filter, so the node is asked once
   * more without (meilisearch-measured §2.3).
   */
  private CompletableFuture<byte[]> refused(
      Named named, SearchPlan plan, Step.Ask ask, Scatter.Answer answer) {
    SearchPlan.Part part = plan.parts().get(ask.node());
    if (isNodeFault(answer.status()) && answer.status() < 500) {
      return CompletableFuture.failedFuture(turnedAway(part.node(), answer));
    }
    if (answer.status() != 400 || part.filter() == null) {
      return CompletableFuture.failedFuture(refusal(answer));
    }
    return ask(named, part.node(), Unfiltered.of(ask.body()))
        .handle((again, failure) -> again != null && again.status() == 400 ? again : answer)
        .thenCompose(shown -> CompletableFuture.failedFuture(refusal(shown)));
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
