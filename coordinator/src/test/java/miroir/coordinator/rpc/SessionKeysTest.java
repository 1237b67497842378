package miroir.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import miroir.command.Command;
import miroir.command.OperationId;
import miroir.command.Reply;
import miroir.coordinator.Barrier;
import miroir.coordinator.Proposer;
import miroir.coordinator.published.Published;
import miroir.coordinator.raft.RaftStatus;
import miroir.machine.ClusterContext;
import miroir.proto.session.FromGateway;
import miroir.proto.session.Hello;
import miroir.proto.session.ToGateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Promise: a gateway is told of keys only when nodes have them, so that no search is refused. */
class SessionKeysTest {
  private static final String GATEWAY = "gateway-9";

  private final ClusterContext context = ClusterContext.withNodes(1);
  private final Published published = new Published();
  private final List<String> happened = new ArrayList<>();
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final OnPaper proposer = new OnPaper();
  private final GatewayService service =
      new GatewayService(
          published,
          proposer,
          new Barrier(proposer),
          new Sessions(System::nanoTime),
          () -> new RaftStatus("me", "me", true, true, 1, 1, 1, 0),
          "masterKey",
          () -> happened.add("keys"),
          new ByHand());

  /** Commits at once. */
  private final class OnPaper implements Proposer {
    @Override
    public CompletableFuture<Reply> propose(Command command) {
      Reply reply = context.apply(command);
      published.publish(1, 1, context.state());
      return CompletableFuture.completedFuture(reply);
    }

    @Override
    public CompletableFuture<Reply> propose(OperationId id, Command command) {
      return propose(command);
    }
  }

  /** Runs what it is given when it is told to. */
  private final class ByHand extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      work.add(task);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  /** Notes welcomes. */
  private final class Out extends ServerCallStreamObserver<ToGateway> {
    @Override
    public void onNext(ToGateway message) {
      if (message.hasWelcome()) {
        happened.add("welcome");
      }
    }

    @Override
    public void onError(Throwable why) {
      happened.add(String.valueOf(why));
    }

    @Override
    public void onCompleted() {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(@Nullable Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnReadyHandler(@Nullable Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}
  }

  private StreamObserver<FromGateway> hello(long knownEpoch) {
    happened.clear();
    StreamObserver<FromGateway> in = service.session(new Out());
    in.onNext(
        FromGateway.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setId(GATEWAY)
                    .setIncarnation("i")
                    .setAdvertise("here:1")
                    .setKnownEpoch(knownEpoch))
            .build());
    while (!work.isEmpty()) {
      work.remove().run();
    }
    return in;
  }

  @Test
  void aSessionThatBeginsAgainHasNewKeysAndWaitsForThem() {
    published.publish(1, 1, context.state());
    hello(0).onCompleted();
    assertThat(happened).containsExactly("keys", "welcome");
    hello(7).onCompleted();
    assertThat(happened).as("nobody has said that it was welcomed").startsWith("keys");
    context.acknowledge();
    published.publish(1, 1, context.state());
    hello(7).onCompleted();
    assertThat(happened).as("the same session, the same keys").startsWith("welcome");
    context.accept(new Command.EndSession(GATEWAY, "i"));
    published.publish(1, 1, context.state());
    hello(8);
    assertThat(happened).as("another session").containsExactly("keys", "welcome");
  }
}
