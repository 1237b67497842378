package miroir.gateway.lane;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests to nodes. The answer comes once, later, on the caller's loop. There is no cancelling: a
 * request may take effect at any time after {@link Answer.Unknown} was given, even hours later
 * (writes-measured §3.2).
 */
public interface NodeApi {
  /** Sends a request. */
  void send(Request request, Consumer<Answer> answer);

  /**
   * A request.
   *
   * @param node the node's id
   * @param method HTTP method
   * @param path raw path and query
   * @param contentType of the body, null without one
   * @param body may be empty
   */
  record Request(
      String node, String method, String path, @Nullable String contentType, byte[] body) {}

  /** What became of a request. */
  sealed interface Answer {
    /** The node's answer was read to its end. */
    record Answered(int status, byte[] body) implements Answer {}

    /** The request never reached the node. */
    record NotSent(String why) implements Answer {}

    /** The request may take effect now, later, or never. */
    record Unknown(String why) implements Answer {}
  }
}
