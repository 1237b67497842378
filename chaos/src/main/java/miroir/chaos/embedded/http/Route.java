package miroir.chaos.embedded.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked for.
 *
 * @param method HTTP method
 * @param path with {@code *} for each variable part
 * @param action what a key must allow; null for nothing
 * @param handler does it
 */
record Route(String method, String path, @Nullable String action, Handler handler) {
  /** Answers a request; refusals are thrown. */
  @FunctionalInterface
  interface Handler {
    /** Answers. */
    Answer handle(Exchange exchange) throws IOException;
  }
}
