package miroir.coordinator.rpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import miroir.codec.ViewCodec;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.coordinator.Limits;
import miroir.coordinator.node.GatewayKeys;
import miroir.coordinator.published.Published;
import miroir.proto.session.FromGateway;
import miroir.proto.session.GiveUp;
import miroir.proto.session.Heartbeat;
import miroir.proto.session.Hello;
import miroir.proto.session.Pulse;
import miroir.proto.session.ToGateway;
import miroir.proto.session.Welcome;
import miroir.routing.RoutingDelta;
import miroir.routing.RoutingView;
import miroir.topology.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway's stream. Everything happens on {@code serial}, one thing at a time; a slow gateway
 * is sent the newest view when it is ready again, never a queue of old ones.
 */
final class SessionStream implements StreamObserver<FromGateway> {
  private static final Logger LOG = LoggerFactory.getLogger(SessionStream.class);

  private final GatewayService service;
  private final ServerCallStreamObserver<ToGateway> out;
  private final Executor serial;
  private volatile @Nullable Hello hello;
  private @Nullable Acknowledging acknowledging;
  private @Nullable RoutingView sent;
  private boolean over;

  SessionStream(GatewayService service, ServerCallStreamObserver<ToGateway> out, Executor serial) {
    this.service = service;
    this.out = out;
    this.serial = serial;
    out.setOnCancelHandler(() -> serial.execute(this::closed));
    out.setOnReadyHandler(() -> serial.execute(this::sendView));
  }

  @Override
  public void onNext(FromGateway message) {
    serial.execute(
        () -> {
          switch (message.getMessageCase()) {
            case HELLO -> begin(message.getHello());
            case HEARTBEAT -> heartbeat(message.getHeartbeat());
            case ACKNOWLEDGEMENT -> acknowledge(message.getAcknowledgement().getEpoch());
            case LEAVING -> leaving();
            case GIVEN_UP -> service.giveUps().answered(message.getGivenUp());
            default -> LOG.warn("unknown session message");
          }
        });
  }

  private void begin(Hello asked) {
    if (hello != null || over) {
      return;
    }
    if (!service.leads()) {
      refuse(Refusals.notLeader(service.leader(), service.published()));
      return;
    }
    if (service.sessions().isTaken(asked.getId(), asked.getIncarnation())) {
      refuse(
          Status.ALREADY_EXISTS
              .withDescription("id in use: " + asked.getId() + " has a session that answers")
              .asRuntimeException());
      return;
    }
    hello = asked;
    acknowledging =
        new Acknowledging(
            () -> service.published().latest().state(),
            service.proposer()::propose,
            serial,
            asked.getId(),
            asked.getIncarnation());
    service.sessions().opened(asked.getId(), asked.getIncarnation(), this);
    service
        .proposer()
        .propose(
            new Command.BeginSession(
                asked.getId(),
                asked.getIncarnation(),
                asked.getAdvertise(),
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString()))
        .whenCompleteAsync((reply, failure) -> begun(asked, reply, failure), serial);
  }

  private void begun(Hello asked, @Nullable Reply reply, @Nullable Throwable failure) {
    Published published = service.published();
    if (failure != null) {
      refuse(Refusals.of(failure, published));
      return;
    }
    if (reply instanceof Reply.Rejected rejected) {
      refuse(Refusals.of(rejected));
      return;
    }
    Session session = published.latest().state().sessions().get(asked.getId());
    if (session == null || !session.incarnation().equals(asked.getIncarnation())) {
      refuse(Status.ABORTED.withDescription("the session ended at once").asRuntimeException());
      return;
    }
    CompletableFuture<Void> keys = service.keysOnNodes();
    if (session.acknowledgedEpoch() > 0) {
      // It has been welcomed in this session, so its keys were made then: nothing need wait.
      welcome(session);
    } else {
      keys.whenCompleteAsync((done, late) -> welcome(session), serial);
    }
  }

  private void welcome(Session session) {
    if (over) {
      return;
    }
    out.onNext(
        ToGateway.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setReadKey(GatewayKeys.value(service.nodeMasterKey(), session.readKey()))
                    .setWriteKey(GatewayKeys.value(service.nodeMasterKey(), session.writeKey()))
                    .setTtlMillis((int) Limits.SESSION_TTL.toMillis()))
            .build());
    service.joined(this);
    sendFull(service.published().latest().view());
  }

  /** Called when the state changed. */
  void changed() {
    serial.execute(this::sendView);
  }

  private void sendView() {
    RoutingView before = sent;
    if (over || before == null || !out.isReady()) {
      return;
    }
    RoutingView now = service.published().latest().view();
    if (now.epoch() > before.epoch()) {
      out.onNext(
          ToGateway.newBuilder()
              .setDelta(ViewCodec.encode(RoutingDelta.between(before, now)))
              .build());
      sent = now;
    }
  }

  private void sendFull(RoutingView view) {
    out.onNext(ToGateway.newBuilder().setView(ViewCodec.encode(view)).build());
    sent = view;
  }

  private void heartbeat(Heartbeat beat) {
    Hello who = hello;
    if (who == null || over) {
      return;
    }
    if (!service.leads()) {
      refuse(Refusals.notLeader(service.leader(), service.published()));
      return;
    }
    Session session = service.published().latest().state().sessions().get(who.getId());
    if (sent != null && (session == null || !session.incarnation().equals(who.getIncarnation()))) {
      refuse(Status.ABORTED.withDescription("the session has ended").asRuntimeException());
      return;
    }
    service.sessions().heard(who.getId(), who.getIncarnation(), this);
    service.reports().told(who.getId(), who.getIncarnation(), beat.getReport());
    Objects.requireNonNull(acknowledging).repeat();
    out.onNext(
        ToGateway.newBuilder().setPulse(Pulse.newBuilder().setNumber(beat.getNumber())).build());
  }

  private void acknowledge(long epoch) {
    Acknowledging known = acknowledging;
    if (known != null && !over) {
      known.acknowledge(epoch);
    }
  }

  private void leaving() {
    Hello who = hello;
    if (who != null && !over) {
      service.sessions().leaving(who.getId(), who.getIncarnation());
    }
  }

  /** Returns whether this is the stream of a gateway's incarnation. */
  boolean isOf(String gateway, String incarnation) {
    Hello who = hello;
    return who != null && who.getId().equals(gateway) && who.getIncarnation().equals(incarnation);
  }

  /** Asks the gateway to give a write up. */
  void ask(GiveUp question) {
    serial.execute(
        () -> {
          if (!over) {
            out.onNext(ToGateway.newBuilder().setGiveUp(question).build());
          }
        });
  }

  /** Ends the stream from this side: the leader has changed, or the coordinator stops. */
  void end(Status status) {
    serial.execute(() -> refuse(status.asRuntimeException()));
  }

  private void refuse(Throwable why) {
    if (!over) {
      closed();
      out.onError(why);
    }
  }

  @Override
  public void onError(Throwable cause) {
    serial.execute(this::closed);
  }

  @Override
  public void onCompleted() {
    serial.execute(
        () -> {
          if (!over) {
            closed();
            out.onCompleted();
          }
        });
  }

  private void closed() {
    if (!over) {
      over = true;
      service.left(this);
      if (hello != null) {
        service.sessions().closed(hello.getId(), hello.getIncarnation(), this);
      }
    }
  }
}
