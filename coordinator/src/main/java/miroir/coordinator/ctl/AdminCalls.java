package miroir.coordinator.ctl;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import miroir.proto.admin.AdminGrpc;
import org.jspecify.annotations.Nullable;

/** Calls the leader's admin service, found from any coordinator. */
final class AdminCalls {
  private static final Metadata.Key<String> LEADER =
      Metadata.Key.of("miroir-leader", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** What is asked twice is done once: admin calls say what shall be, not what shall be added. */
  private static final Set<Status.Code> ANOTHER_MAY_ANSWER =
      EnumSet.of(
          Status.Code.UNAVAILABLE, Status.Code.FAILED_PRECONDITION, Status.Code.DEADLINE_EXCEEDED);

  private static final long ATTEMPT_MILLIS = 4_000;

  private final List<String> endpoints;
  private final String key;
  private final long timeoutMillis;

  AdminCalls(List<String> endpoints, String key, long timeoutMillis) {
    this.endpoints = endpoints.stream().map(AdminCalls::address).toList();
    this.key = key;
    this.timeoutMillis = timeoutMillis;
  }

  private static String address(String endpoint) {
    return endpoint.replaceFirst("^https?://", "").replaceFirst("/+$", "");
  }

  /** No coordinator answered. */
  static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message) {
      super(message);
    }
  }

  /** Makes one call; goes where refusals point, and round the endpoints while none answers. */
  <T> T call(Function<AdminGrpc.AdminBlockingStub, T> call) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    Deque<String> next = new ArrayDeque<>(endpoints);
    StatusRuntimeException last = null;
    while (true) {
      if (next.isEmpty()) {
        if (System.nanoTime() - deadline > 0) {
          throw new Unreachable(
              "no coordinator of "
                  + String.join(", ", endpoints)
                  + " answers as leader"
                  + (last == null ? "" : ": " + last.getStatus().getDescription()));
        }
        pause();
        next.addAll(endpoints);
      }
      String address = next.remove();
      try {
        return at(address, call);
      } catch (StatusRuntimeException e) {
        last = e;
        Status.Code code = e.getStatus().getCode();
        String leader = leader(e);
        if (code == Status.Code.FAILED_PRECONDITION && leader != null) {
          next.addFirst(leader);
        } else if (!ANOTHER_MAY_ANSWER.contains(code)) {
          throw e;
        }
      }
    }
  }

  private static @Nullable String leader(StatusRuntimeException e) {
    Metadata trailers = e.getTrailers();
    return trailers == null ? null : trailers.get(LEADER);
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted");
    }
  }

  private <T> T at(String address, Function<AdminGrpc.AdminBlockingStub, T> call) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      Metadata headers = new Metadata();
      if (!key.isEmpty()) {
        headers.put(AUTHORIZATION, "Bearer " + key);
      }
      return call.apply(
          AdminGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .withDeadlineAfter(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS));
    } finally {
      channel.shutdownNow();
    }
  }
}
