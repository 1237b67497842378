package miroir.chaos.sim;

import java.util.HashMap;
import java.util.Map;
import miroir.gateway.map.CurrentView;
import miroir.routing.RoutingDelta;
import miroir.routing.RoutingView;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of its session, with the rules of {@code session.CoordinatorSession}, which
 * itself speaks gRPC: heartbeats, a deadline that counts from when the last answered one was sent,
 * another stream when one breaks.
 */
final class SimSession {
  private static final long HEARTBEAT_MILLIS = 1_000;
  private static final long OPENING_NANOS = 3_000_000_000L;

  private final Map<Long, Long> sentAt = new HashMap<>();
  private final SimGateway gateway;
  private final CurrentView view;
  private final World world;
  private final String incarnation;
  private @Nullable ServerStream stream;
  private int tried;
  private boolean welcomed;
  private boolean leaving;
  private long openedAtNanos;
  private long ttlNanos;
  private long deadlineNanos = Long.MIN_VALUE;
  private long heartbeats;
  private long answered;

  SimSession(SimGateway gateway, CurrentView view, World world, String incarnation) {
    this.gateway = gateway;
    this.view = view;
    this.world = world;
    this.incarnation = incarnation;
  }

  String incarnation() {
    return incarnation;
  }

  /** Returns whether the session lives, by this gateway's own careful clock. */
  boolean live() {
    return deadlineNanos != Long.MIN_VALUE && deadlineNanos - gateway.host().nanos() > 0;
  }

  void start() {
    open();
    beat();
  }

  private void open() {
    if (stream != null) {
      return;
    }
    Coordinator to = world.coordinators().get(Math.floorMod(tried, world.coordinators().size()));
    String key = gateway.id() + "/" + incarnation + "/" + ++tried;
    ServerStream fresh = new ServerStream(to, gateway, world.wire(), key);
    stream = fresh;
    welcomed = false;
    openedAtNanos = gateway.host().nanos();
    long known = view.get().epoch();
    world.wire().sendInOrder(key, gateway.host(), to.host(), () -> fresh.hello(incarnation, known));
  }

  private void beat() {
    gateway.host().afterMillis(HEARTBEAT_MILLIS, this::beat);
    ServerStream now = stream;
    if (now == null || !welcomed) {
      if (now != null && gateway.host().nanos() - openedAtNanos > OPENING_NANOS) {
        broken(now);
      }
      return;
    }
    if (heartbeats > answered + 3) {
      broken(now);
      return;
    }
    long number = ++heartbeats;
    sentAt.put(number, gateway.host().nanos());
    world
        .wire()
        .sendInOrder(
            now.key(), gateway.host(), now.coordinator().host(), () -> now.heartbeat(number));
  }

  void welcomed(ServerStream from, long ttl) {
    if (from == stream) {
      welcomed = true;
      ttlNanos = ttl;
      heartbeats = 0;
      answered = 0;
      sentAt.clear();
      deadlineNanos = openedAtNanos + ttl;
      sayLeaving();
    }
  }

  /** Lets the leader know that this gateway gets no more leases. */
  void leave() {
    leaving = true;
    sayLeaving();
  }

  boolean leaving() {
    return leaving;
  }

  private void sayLeaving() {
    ServerStream now = stream;
    if (leaving && now != null && welcomed) {
      world.wire().sendInOrder(now.key(), gateway.host(), now.coordinator().host(), now::leaving);
    }
  }

  void show(ServerStream from, RoutingView next) {
    if (from == stream) {
      view.replace(next);
      acknowledge(from, next.epoch());
    }
  }

  void show(ServerStream from, RoutingDelta delta) {
    if (from == stream) {
      if (view.get().epoch() != delta.from()) {
        broken(from);
        return;
      }
      view.replace(delta.applyTo(view.get()));
      acknowledge(from, delta.to());
    }
  }

  private void acknowledge(ServerStream to, long epoch) {
    world
        .wire()
        .sendInOrder(
            to.key(), gateway.host(), to.coordinator().host(), () -> to.acknowledge(epoch));
  }

  void pulse(ServerStream from, long number) {
    Long sent = from == stream ? sentAt.remove(number) : null;
    if (sent != null) {
      answered = number;
      deadlineNanos = sent + ttlNanos;
    }
  }

  void broken(ServerStream from) {
    if (from == stream) {
      stream = null;
      world.wire().sendInOrder(from.key(), gateway.host(), from.coordinator().host(), from::closed);
      gateway.host().afterMillis(100 + gateway.chance(127), this::open);
    }
  }

  /** The process has died: the kernel closes its connections, if it can. */
  void died() {
    ServerStream now = stream;
    if (now != null) {
      stream = null;
      world.wire().sendInOrder(now.key(), gateway.host(), now.coordinator().host(), now::closed);
    }
  }
}
