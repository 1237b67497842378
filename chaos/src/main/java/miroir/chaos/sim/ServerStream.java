package miroir.chaos.sim;

import java.util.Objects;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.coordinator.Limits;
import miroir.coordinator.rpc.Acknowledging;
import miroir.routing.RoutingDelta;
import miroir.routing.RoutingView;
import miroir.topology.Session;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's end of a gateway's stream, with the rules of {@code rpc.SessionStream}, which
 * itself speaks gRPC.
 */
final class ServerStream {
  private final Coordinator coordinator;
  private final SimGateway gateway;
  private final Wire wire;
  private final String key;
  private @Nullable String incarnation;
  private @Nullable Acknowledging acknowledging;
  private @Nullable RoutingView sent;
  private boolean sending;
  private boolean over;

  ServerStream(Coordinator coordinator, SimGateway gateway, Wire wire, String key) {
    this.coordinator = coordinator;
    this.gateway = gateway;
    this.wire = wire;
    this.key = key;
  }

  Coordinator coordinator() {
    return coordinator;
  }

  String key() {
    return key;
  }

  private void tell(Runnable arrival) {
    wire.sendInOrder(key, coordinator.host(), gateway.host(), arrival);
  }

  void hello(String asked, long knownEpoch) {
    if (over || incarnation != null) {
      return;
    }
    if (!coordinator.leads() || coordinator.sessions().isTaken(gateway.id(), asked)) {
      end();
      return;
    }
    incarnation = asked;
    acknowledging =
        new Acknowledging(
            () -> coordinator.published().latest().state(),
            coordinator::propose,
            Runnable::run,
            gateway.id(),
            asked);
    coordinator.sessions().opened(gateway.id(), asked, this);
    coordinator
        .propose(
            new Command.BeginSession(
                gateway.id(), asked, gateway.id() + ":1", "read-" + gateway.id(), key))
        .whenComplete((reply, failure) -> begun(asked, reply));
  }

  private void begun(String asked, @Nullable Reply reply) {
    Session session = coordinator.published().latest().state().sessions().get(gateway.id());
    if (!(reply instanceof Reply.Accepted)
        || session == null
        || !session.incarnation().equals(asked)) {
      end();
      return;
    }
    if (over) {
      return;
    }
    RoutingView view = coordinator.published().latest().view();
    sent = view;
    coordinator.joined(this);
    tell(() -> gateway.session().welcomed(this, Limits.SESSION_TTL.toNanos()));
    tell(() -> gateway.session().show(this, view));
  }

  /** The state has changed: a delta follows, unless one is being sent. */
  void changed() {
    if (!over && sent != null && !sending) {
      sending = true;
      coordinator.host().after(100_000, this::sendDelta);
    }
  }

  private void sendDelta() {
    sending = false;
    RoutingView before = sent;
    RoutingView now = coordinator.published().latest().view();
    if (!over && before != null && now.epoch() > before.epoch()) {
      RoutingDelta delta = RoutingDelta.between(before, now);
      sent = now;
      tell(() -> gateway.session().show(this, delta));
    }
  }

  void heartbeat(long number) {
    String mine = incarnation;
    if (over || mine == null) {
      return;
    }
    Session session = coordinator.published().latest().state().sessions().get(gateway.id());
    boolean ended = sent != null && (session == null || !session.incarnation().equals(mine));
    if (!coordinator.leads() || ended) {
      end();
      return;
    }
    coordinator.sessions().heard(gateway.id(), mine, this);
    Objects.requireNonNull(acknowledging).repeat();
    tell(() -> gateway.session().pulse(this, number));
  }

  void acknowledge(long epoch) {
    if (!over && acknowledging != null) {
      acknowledging.acknowledge(epoch);
    }
  }

  void leaving() {
    if (!over && incarnation != null) {
      coordinator.sessions().leaving(gateway.id(), incarnation);
    }
  }

  /** Ends the stream from this side. */
  void end() {
    if (!over) {
      closed();
      tell(() -> gateway.session().broken(this));
    }
  }

  /** The gateway's end has gone. */
  void closed() {
    if (!over) {
      over = true;
      coordinator.left(this);
      if (incarnation != null) {
        coordinator.sessions().closed(gateway.id(), incarnation, this);
      }
    }
  }
}
