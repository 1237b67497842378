package miroir.gateway.session;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import miroir.codec.ViewCodec;
import miroir.gateway.Limits;
import miroir.gateway.map.CurrentView;
import miroir.gateway.writer.IndexReport;
import miroir.proto.session.Acknowledgement;
import miroir.proto.session.FromGateway;
import miroir.proto.session.GiveUp;
import miroir.proto.session.GivenUp;
import miroir.proto.session.Heartbeat;
import miroir.proto.session.Hello;
import miroir.proto.session.Leaving;
import miroir.proto.session.ToGateway;
import miroir.proto.session.Welcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's session: opens the stream to the leader, renews it by heartbeats, opens it again
 * when it breaks. Everything happens on one scheduler thread; the fields that others read are
 * volatile.
 *
 * <p>The deadline counts from when the last <em>answered</em> heartbeat was <em>sent</em>
 * (protocol.md, Sessions and leases): so the gateway gives up before the leader does.
 */
public final class CoordinatorSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorSession.class);

  /** Not at all would be a spin, if a coordinator broke what it has just answered. */
  static final long AT_ONCE_MILLIS = 5;

  private final String incarnation = UUID.randomUUID().toString();
  private final ScheduledExecutorService loop;
  private final Coordinators coordinators;
  private final CurrentView view;
  private final String id;
  private final String advertise;
  private final long madeNanos = System.nanoTime();
  private volatile String readKey = "";
  private volatile String writeKey = "";
  private volatile long deadlineNanos = Long.MIN_VALUE;
  private final LongAdder breaks = new LongAdder();
  private volatile Operators operators = Operators.NONE;
  private volatile boolean leaving;
  private volatile boolean closed;
  private @Nullable Stream stream;
  private long heartbeats;
  private long sentAtNanos;
  private long answeredNumber;

  CoordinatorSession(
      String id,
      String advertise,
      Coordinators coordinators,
      CurrentView view,
      ScheduledExecutorService loop) {
    this.id = id;
    this.advertise = advertise;
    this.coordinators = coordinators;
    this.view = view;
    this.loop = loop;
  }

  void start() {
    loop.execute(this::open);
    loop.scheduleAtFixedRate(
        this::heartbeat,
        Limits.HEARTBEAT.toMillis(),
        Limits.HEARTBEAT.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Returns what every writer of this gateway did last. */
  public List<IndexReport> reports() {
    return operators.reports();
  }

  /** Returns how many exceptions were thrown that nothing should have thrown. */
  public long bugs() {
    return operators.bugs().size();
  }

  /** Returns how often a stream to the coordinators broke. */
  public long breaks() {
    return breaks.sum();
  }

  /** Names who is asked what this gateway does. */
  public void serve(Operators those) {
    operators = those;
  }

  /** Returns this process's incarnation. */
  public String incarnation() {
    return incarnation;
  }

  /** Returns the key for reads on nodes. */
  public String readKey() {
    return readKey;
  }

  /** Returns the key for writes on nodes. */
  public String writeKey() {
    return writeKey;
  }

  /** Returns whether the session lives, by this gateway's own careful clock. */
  public boolean live() {
    return deadlineNanos != Long.MIN_VALUE && deadlineNanos - System.nanoTime() > 0;
  }

  /** Returns for how long the session has been over, in milliseconds; 0 while it lives. */
  public long overMillis() {
    long over = System.nanoTime() - (deadlineNanos == Long.MIN_VALUE ? madeNanos : deadlineNanos);
    return live() ? 0 : Math.max(0, TimeUnit.NANOSECONDS.toMillis(over));
  }

  private void open() {
    if (closed || stream != null) {
      return;
    }
    Stream fresh = new Stream(coordinators.leader());
    stream = fresh;
    sentAtNanos = System.nanoTime();
    fresh.requests = coordinators.stub(fresh.to.address()).session(fresh);
    fresh.send(
        FromGateway.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setId(id)
                    .setIncarnation(incarnation)
                    .setAdvertise(advertise)
                    .setKnownEpoch(view.get().epoch()))
            .build());
  }

  private void heartbeat() {
    Stream now = stream;
    if (now == null || !now.welcomed) {
      if (now != null && System.nanoTime() - now.openedAtNanos > 3_000_000_000L) {
        broken(now, Status.DEADLINE_EXCEEDED.asRuntimeException());
      }
      return;
    }
    if (heartbeats > answeredNumber + 3) {
      broken(now, Status.DEADLINE_EXCEEDED.withDescription("no pulse").asRuntimeException());
      return;
    }
    heartbeats++;
    sentAtNanos = System.nanoTime();
    now.sentAt.put(heartbeats, sentAtNanos);
    now.send(
        FromGateway.newBuilder()
            .setHeartbeat(
                Heartbeat.newBuilder()
                    .setNumber(heartbeats)
                    .setReport(ReportCodec.encode(operators.reports(), operators.bugs())))
            .build());
  }

  private void received(Stream from, ToGateway message) {
    if (from != stream) {
      return;
    }
    switch (message.getMessageCase()) {
      case WELCOME -> welcome(from, message.getWelcome());
      case VIEW -> show(from, ViewCodec.decode(message.getView()));
      case DELTA -> show(from, ViewCodec.decode(message.getDelta()).applyTo(view.get()));
      case PULSE -> {
        answeredNumber = message.getPulse().getNumber();
        Long sent = from.sentAt.remove(answeredNumber);
        if (sent != null) {
          deadlineNanos = sent + from.ttlNanos;
        }
      }
      case GIVE_UP -> giveUp(from, message.getGiveUp());
      default -> LOG.warn("unknown session message");
    }
  }

  private void giveUp(Stream from, GiveUp asked) {
    operators
        .giveUp(asked)
        .thenAcceptAsync(
            answer ->
                from.send(
                    FromGateway.newBuilder()
                        .setGivenUp(
                            GivenUp.newBuilder()
                                .setNumber(asked.getNumber())
                                .setDone(answer.done())
                                .setSaid(answer.said()))
                        .build()),
            loop);
  }

  private void welcome(Stream from, Welcome welcome) {
    from.welcomed = true;
    coordinators.answered(from.to.address());
    from.ttlNanos = TimeUnit.MILLISECONDS.toNanos(welcome.getTtlMillis());
    readKey = welcome.getReadKey();
    writeKey = welcome.getWriteKey();
    heartbeats = 0;
    answeredNumber = 0;
    deadlineNanos = sentAtNanos + from.ttlNanos;
    LOG.info("session with {}", from.to.address());
    sayLeaving();
  }

  /** Lets the coordinators know that this gateway is about to stop: it gets no more leases. */
  public void leave() {
    leaving = true;
    loop.execute(this::sayLeaving);
  }

  /** Returns whether this gateway is about to stop. */
  public boolean leaving() {
    return leaving;
  }

  private void sayLeaving() {
    Stream now = stream;
    if (leaving && now != null && now.welcomed) {
      now.send(FromGateway.newBuilder().setLeaving(Leaving.getDefaultInstance()).build());
    }
  }

  private void show(Stream from, miroir.routing.RoutingView next) {
    view.replace(next);
    from.send(
        FromGateway.newBuilder()
            .setAcknowledgement(Acknowledgement.newBuilder().setEpoch(next.epoch()))
            .build());
  }

  private void broken(Stream from, @Nullable Throwable why) {
    if (from != stream) {
      return;
    }
    stream = null;
    breaks.increment();
    from.cancel();
    boolean atOnce = coordinators.failed(from.to, why);
    if (!closed) {
      LOG.info("session with {} broke: {}", from.to.address(), String.valueOf(why));
      long rest = atOnce ? AT_ONCE_MILLIS : 100 + (System.nanoTime() & 127);
      loop.schedule(this::open, rest, TimeUnit.MILLISECONDS);
    }
  }

  /** Ends the stream; the leader ends the session a second later. */
  @Override
  public void close() {
    closed = true;
    loop.execute(
        () -> {
          Stream now = stream;
          stream = null;
          if (now != null && now.requests != null) {
            now.requests.onCompleted();
          }
        });
  }

  /** One stream to one coordinator. */
  private final class Stream implements StreamObserver<ToGateway> {
    private final java.util.Map<Long, Long> sentAt = new java.util.HashMap<>();
    private final long openedAtNanos = System.nanoTime();
    private final Coordinators.Asked to;
    private @Nullable StreamObserver<FromGateway> requests;
    private boolean welcomed;
    private long ttlNanos;

    Stream(Coordinators.Asked to) {
      this.to = to;
    }

    void send(FromGateway message) {
      StreamObserver<FromGateway> out = requests;
      if (out != null) {
        try {
          out.onNext(message);
        } catch (IllegalStateException over) {
          broken(this, over);
        }
      }
    }

    void cancel() {
      StreamObserver<FromGateway> out = requests;
      if (out != null) {
        try {
          out.onError(Status.CANCELLED.asRuntimeException());
        } catch (IllegalStateException over) {
          LOG.trace("the stream was over", over);
        }
      }
    }

    @Override
    public void onNext(ToGateway message) {
      loop.execute(
          () -> {
            try {
              received(this, message);
            } catch (RuntimeException e) {
              broken(this, e);
            }
          });
    }

    @Override
    public void onError(Throwable why) {
      loop.execute(() -> broken(this, why));
    }

    @Override
    public void onCompleted() {
      loop.execute(() -> broken(this, null));
    }
  }
}
