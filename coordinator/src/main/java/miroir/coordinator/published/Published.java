package miroir.coordinator.published;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import miroir.machine.State;
import miroir.routing.RoutingView;

/**
 * The latest applied state. Written by the apply thread alone; read by anybody. Listeners are told
 * that something changed, not what: they look at {@link #latest()} when they come to it, so a slow
 * one skips states instead of queueing them.
 */
public final class Published {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Versioned latest = new Versioned(0, 0, State.EMPTY, RoutingView.EMPTY);

  /**
   * A state and its place in the log.
   *
   * @param term the log's term
   * @param index the log's index
   * @param state the state after that entry
   * @param view the routing view of that state
   */
  public record Versioned(long term, long index, State state, RoutingView view) {}

  /** Returns the newest state. */
  public Versioned latest() {
    return latest;
  }

  /** Replaces the state. Called by the apply thread. */
  public void publish(long term, long index, State state) {
    RoutingView view = latest.view();
    boolean rerouted =
        view.epoch() != state.routingEpoch() || !view.clusterId().equals(state.clusterId());
    latest = new Versioned(term, index, state, rerouted ? RoutingView.of(state) : view);
    listeners.forEach(Runnable::run);
  }

  /** Adds a listener; it must return at once, as the apply thread runs it. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
