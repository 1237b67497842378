package miroir.gateway.session;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.Refusal;
import miroir.gateway.map.CurrentView;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * Looks indexes up by clients' names. A name that the view does not know may have been made through
 * another gateway a moment ago: before it is called unknown, the view must be as new as what the
 * coordinators have by now. Reads and writes have names of their own, since a rename or a swap
 * holds for reads only once its task has ended. Thread-safe.
 */
public final class IndexNames {
  private final CurrentView view;
  private final Supplier<CompletableFuture<RoutingView>> fresh;

  /** An index that a name leads to. */
  public record Named(long id, IndexRoute index) {}

  /**
   * Makes one.
   *
   * @param fresh gives a view that is at least as new as the call, or fails
   */
  public IndexNames(CurrentView view, Supplier<CompletableFuture<RoutingView>> fresh) {
    this.view = view;
    this.fresh = fresh;
  }

  /**
   * Completes with the index that reads of a name go to. Fails with a {@link Refusal}: {@code
   * index_not_found}, or {@code miroir_not_ready} when that cannot be told.
   */
  public CompletableFuture<Named> readable(String uid) {
    return viewFor(now -> readIn(now, uid) != null)
        .thenApply(
            now -> {
              Named found = readIn(now, uid);
              if (found == null) {
                throw new Refusal(IndexUid.notFound(uid));
              }
              return found;
            });
  }

  /**
   * Completes with a view that has the name among those that are written to, or a fresh one that
   * does not. Fails with a {@link Refusal} when no view has arrived.
   */
  public CompletableFuture<RoutingView> writable(String uid) {
    return viewFor(now -> now.names().containsKey(uid));
  }

  private CompletableFuture<RoutingView> viewFor(Predicate<RoutingView> known) {
    if (!view.arrived()) {
      return CompletableFuture.failedFuture(new Refusal(notReady()));
    }
    RoutingView now = view.get();
    return known.test(now) ? CompletableFuture.completedFuture(now) : fresh.get();
  }

  private static @Nullable Named readIn(RoutingView now, String uid) {
    Long id = now.readNames().get(uid);
    IndexRoute index = id == null ? null : now.indexes().get(id);
    return id == null || index == null ? null : new Named(id, index);
  }

  private static ApiError notReady() {
    return ErrorCode.MIROIR_NOT_READY.with("This gateway has not heard of the cluster yet.");
  }
}
