package miroir.gateway.session;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
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
  private volatile String leader;

  Coordinators(List<String> addresses, String clusterKey) {
    this.addresses = List.copyOf(addresses);
    this.leader = addresses.get(0);
    headers.put(AUTHORIZATION, "Bearer " + clusterKey);
  }

  /** Returns the address to try now. */
  String leader() {
    return leader;
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

  /** Learns from a failure of a call to {@code asked} whom to ask next. */
  void failed(String asked, @Nullable Throwable failure) {
    String named = null;
    if (failure instanceof StatusRuntimeException refused) {
      Metadata trailers = refused.getTrailers();
      named = trailers == null ? null : trailers.get(LEADER);
    }
    synchronized (this) {
      if (leader.equals(asked)) {
        int at = addresses.indexOf(asked);
        leader = named != null ? named : addresses.get((at + 1) % addresses.size());
      }
    }
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
