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
  record Request(String node, String method, String path, @Nullable String contentType, Body body) {
    /** Makes a request whose body is there. */
    public Request(
        String node, String method, String path, @Nullable String contentType, byte[] body) {
      this(node, method, path, contentType, new Whole(body));
    }
  }

  /** What is sent. Immutable: it may be put together by any thread, and again. */
  interface Body {
    /** Returns its length in bytes. */
    int size();

    /** Puts it together, which takes a while for a large one: not on an event loop. */
    byte[] bytes();
  }

  /**
   * A body that is there.
   *
   * @param bytes not to be changed
   */
  record Whole(byte[] bytes) implements Body {
    @Override
    public int size() {
      return bytes.length;
    }
  }

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
