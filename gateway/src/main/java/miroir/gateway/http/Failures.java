package miroir.gateway.http;

import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.session.CoordinatorClient.NoLeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients are told of failures. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static Optional<ApiError> refusal(Throwable failure) {
    Throwable cause = peeled(failure);
    return cause instanceof Refusal refusal ? Optional.of(refusal.error()) : Optional.empty();
  }

  private static Throwable peeled(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  static ApiError told(Throwable failure) {
    Throwable cause = peeled(failure);
    if (cause instanceof Refusal refusal) {
      return refusal.error();
    }
    if (cause instanceof NoLeader) {
      return ErrorCode.MIROIR_NO_QUORUM.with(
          "No majority of the coordinators answers. Nothing was done; try again later.");
    }
    if (cause instanceof UnprocessedRequestException
        || cause instanceof ResponseTimeoutException
        || cause instanceof TimeoutException) {
      return ErrorCode.MIROIR_SHARD_UNAVAILABLE.with("A node that is needed does not answer.");
    }
    LOG.error("a request failed", cause);
    return ErrorCode.INTERNAL.with("An internal error has occurred. `" + cause + "`.");
  }
}
