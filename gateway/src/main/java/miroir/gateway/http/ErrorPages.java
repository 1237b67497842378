package miroir.gateway.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import miroir.gateway.Limits;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Answers for requests that no route takes, in Meilisearch's manner. */
final class ErrorPages implements ServerErrorHandler {
  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    return null;
  }

  @Override
  public @Nullable AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    if (status.code() == 413) {
      ApiError error =
          ErrorCode.PAYLOAD_TOO_LARGE.with(
              "The provided payload reached the size limit. The maximum accepted payload size is "
                  + Limits.BODY_BYTES / 1_000_000
                  + " MB.");
      return AggregatedHttpResponse.of(
          ResponseHeaders.builder(status).contentType(MediaType.JSON).build(),
          HttpData.wrap(error.toBytes()));
    }
    return AggregatedHttpResponse.of(ResponseHeaders.of(status));
  }
}
