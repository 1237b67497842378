package miroir.coordinator.rpc;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Lets a call in only with the right key in its {@code authorization} header. Without a configured
 * key, an admin service serves loopback callers and a gateway service nobody (surface.md §1).
 */
public final class KeyCheck implements ServerInterceptor {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final byte[] expected;
  private final boolean loopbackWithoutKey;
  private final String name;

  /**
   * Makes a check.
   *
   * @param name the configuration key, for error texts
   * @param key the secret, empty if none is configured
   * @param loopbackWithoutKey whether loopback callers are let in when none is configured
   */
  public KeyCheck(String name, String key, boolean loopbackWithoutKey) {
    this.name = name;
    this.expected = ("Bearer " + key).getBytes(StandardCharsets.UTF_8);
    this.loopbackWithoutKey = loopbackWithoutKey && key.isEmpty();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String given = headers.get(AUTHORIZATION);
    boolean right =
        expected.length > "Bearer ".length()
            && given != null
            && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected);
    if (right || (loopbackWithoutKey && fromLoopback(call))) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription("the call needs the " + name), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static boolean fromLoopback(ServerCall<?, ?> call) {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return remote instanceof InetSocketAddress address && address.getAddress().isLoopbackAddress();
  }
}
