package miroir.gateway.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.regex.Pattern;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Answers for requests that no route takes, or that it leaves, in Meilisearch's manner. */
final class ErrorPages implements ServerErrorHandler {
  /** What is asked by POST, and changes nothing. */
  private static final Pattern READS =
      Pattern.compile(".*/(search|facet-search|multi-search|documents/fetch)/?");

  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    return null;
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return switch (status.code()) {
      case 413 ->
          page(
              status,
              ErrorCode.PAYLOAD_TOO_LARGE.with(
                  "The provided payload reached the size limit. The maximum accepted payload size"
                      + " is "
                      + Limits.BODY_BYTES / 1_000_000
                      + " MB."));
      case 503 -> page(status, left(headers));
      default -> AggregatedHttpResponse.of(ResponseHeaders.of(status));
    };
  }

  /** It took too long, or the gateway stops and could not wait for it any more. */
  private static ApiError left(@Nullable RequestHeaders headers) {
    boolean reads =
        headers != null
            && (headers.method() == HttpMethod.GET
                || READS.matcher(headers.path().replaceFirst("\\?.*", "")).matches());
    return reads
        ? ErrorCode.MIROIR_NOT_READY.with(
            "This gateway stops, or was too slow to answer. Ask again, or another one.")
        : ErrorCode.MIROIR_OUTCOME_UNKNOWN.with(
            "This gateway stops, or was too slow to answer. It may be done: look at the task list"
                + " before you send it again.");
  }

  private static AggregatedHttpResponse page(HttpStatus status, ApiError error) {
    return AggregatedHttpResponse.of(
        ResponseHeaders.builder(status).contentType(MediaType.JSON).build(),
        HttpData.wrap(error.toBytes()));
  }
}
