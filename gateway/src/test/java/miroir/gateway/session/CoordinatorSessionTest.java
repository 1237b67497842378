package miroir.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import miroir.gateway.map.CurrentView;
import miroir.proto.session.FromGateway;
import miroir.proto.session.GatewaysGrpc;
import miroir.proto.session.Pulse;
import miroir.proto.session.ToGateway;
import miroir.proto.session.Welcome;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Promise: a gateway takes its session for over before the leader can, however late answers are.
 */
class CoordinatorSessionTest {
  private static final int TTL_MILLIS = 3_000;
  private static final long LATE_MILLIS = 2_000;

  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
  private volatile boolean late;
  private volatile long receivedNanos;
  private volatile boolean answered;
  private final Server leader =
      NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .addService(new Leader())
          .build();

  /** Answers at once; when it is late, answers one more heartbeat, and that late. */
  private final class Leader extends GatewaysGrpc.GatewaysImplBase {
    @Override
    public StreamObserver<FromGateway> session(StreamObserver<ToGateway> out) {
      return new StreamObserver<>() {
        @Override
        public void onNext(FromGateway message) {
          if (message.hasHello()) {
            out.onNext(
                ToGateway.newBuilder()
                    .setWelcome(Welcome.newBuilder().setTtlMillis(TTL_MILLIS))
                    .build());
          } else if (message.hasHeartbeat()) {
            pulse(message.getHeartbeat().getNumber());
          }
        }

        private void pulse(long number) {
          ToGateway pulse =
              ToGateway.newBuilder().setPulse(Pulse.newBuilder().setNumber(number)).build();
          if (!late) {
            out.onNext(pulse);
          } else if (receivedNanos == 0) {
            receivedNanos = System.nanoTime();
            later.schedule(
                () -> {
                  out.onNext(pulse);
                  answered = true;
                },
                LATE_MILLIS,
                TimeUnit.MILLISECONDS);
          }
        }

        @Override
        public void onError(Throwable why) {}

        @Override
        public void onCompleted() {
          out.onCompleted();
        }
      };
    }
  }

  @BeforeEach
  void start() throws IOException {
    leader.start();
  }

  @AfterEach
  void stop() {
    leader.shutdownNow();
    later.shutdownNow();
    loop.shutdownNow();
  }

  /** The leader counts from when it received what it answers, which is later. */
  @Test
  void theDeadlineCountsFromWhenAnAnsweredHeartbeatWasSent() {
    Coordinators coordinators = new Coordinators(List.of("127.0.0.1:" + leader.getPort()), "key");
    CoordinatorSession session =
        new CoordinatorSession("g1", "here:1", coordinators, new CurrentView(), loop);
    try (coordinators) {
      session.start();
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(session::live);
      assertThat(session.overMillis()).isZero();
      late = true;
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answered);
      long end = receivedNanos + TimeUnit.MILLISECONDS.toNanos(TTL_MILLIS);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> System.nanoTime() - end > 0);
      assertThat(session.live()).as("the leader may have ended it").isFalse();
      session.close();
    }
  }
}
