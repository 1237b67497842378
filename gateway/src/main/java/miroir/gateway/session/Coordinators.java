package miroir.gateway.session;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import miroir.proto.session.GatewaysGrpc;
import org.jspecify.annotations.Nullable;

/** The channels to coordinators, and which of them is believed to lead. Thread-safe. */
final class Coordinators implements AutoCloseable {
  static final Metadata.Key<String> LEADER =
      Metadata.Key.of("miroir-leader", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MESSAGE_BYTES = 64 << 20;

  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final List<String> addresses;
  private final Metadata headers = new Metadata();
  private volatile Asked asked;

  /**
   * Who is asked now.
   *
   * @param address believed to lead
   * @param answers whether it has answered since it was chosen, or since its connection broke
   */
  record Asked(String address, boolean answers) {}

  Coordinators(List<String> addresses, String clusterKey) {
    this.addresses = List.copyOf(addresses);
    this.asked = new Asked(addresses.get(0), false);
    headers.put(AUTHORIZATION, "Bearer " + clusterKey);
  }

  /** Returns whom to ask now; a failure is told with what this has returned. */
  Asked leader() {
    return asked;
  }

  /** Returns a stub of a coordinator; its channel tries to connect at once. */
  GatewaysGrpc.GatewaysStub stub(String address) {
    ManagedChannel channel = channels.computeIfAbsent(address, Coordinators::connect);
    channel.resetConnectBackoff();
    return GatewaysGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static ManagedChannel connect(String address) {
    return NettyChannelBuilder.forTarget(address)
        .usePlaintext()
        .keepAliveTime(10, TimeUnit.SECONDS)
        .keepAliveTimeout(3, TimeUnit.SECONDS)
        .maxInboundMessageSize(MESSAGE_BYTES)
        .build();
  }

  /** Learns that a call has been answered. */
  void answered(String address) {
    Asked now = asked;
    if (!now.answers && now.address.equals(address)) {
      synchronized (this) {
        if (asked.equals(now)) {
          asked = new Asked(address, true);
        }
      }
    }
  }

  /**
   * Learns from a failure of a call whom to ask next: whom it names, else the next in turn. One
   * whose connection broke after it had answered is asked once more, at once: a connection may end
   * and its coordinator lead on.
   *
   * @param before what {@link #leader} returned before the call: of many calls that one broken
   *     connection fails, the first is learned from
   * @return whether to ask again at once
   */
  boolean failed(Asked before, @Nullable Throwable failure) {
    String named = null;
    if (failure instanceof StatusRuntimeException refused) {
      Metadata trailers = refused.getTrailers();
      named = trailers == null ? null : trailers.get(LEADER);
    }
    boolean broke =
        failure != null && Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE;
    synchronized (this) {
      Asked now = asked;
      if (!now.address.equals(before.address)) {
        return false;
      }
      if (named == null && broke && now.answers) {
        asked = new Asked(now.address, false);
        return true;
      }
      // Only of a break that is known already the call was answered before, and nobody is since.
      if (named != null || now.answers || !before.answers) {
        int at = addresses.indexOf(now.address);
        String next = named != null ? named : addresses.get((at + 1) % addresses.size());
        asked = new Asked(next, false);
        return false;
      }
      return broke;
    }
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
