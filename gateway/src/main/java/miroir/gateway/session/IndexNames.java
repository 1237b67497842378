package miroir.gateway.session;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import miroir.gateway.map.CurrentView;
import miroir.routing.RoutingView;

/**
 * Looks indexes up by clients' names. A name that the view does not know may have been made through
 * another gateway a moment ago: before it is called unknown, the view must be as new as what the
 * coordinators have by now. Thread-safe.
 */
public final class IndexNames {
  private final CurrentView view;
  private final Supplier<CompletableFuture<RoutingView>> fresh;

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
   * Completes with a view that knows the name, or a fresh one that does not. Fails when it cannot
   * be told whether there is such an index.
   */
  public CompletableFuture<RoutingView> viewFor(String uid) {
    RoutingView now = view.get();
    boolean known = now.names().containsKey(uid) || now.readNames().containsKey(uid);
    return known || !view.arrived() ? CompletableFuture.completedFuture(now) : fresh.get();
  }
}
