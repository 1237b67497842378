package miroir.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.check.JsonBody;
import miroir.gateway.api.check.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client, read whole.
 *
 * @param method HTTP method
 * @param path raw path and query, for forwards
 * @param variables decoded path variables
 * @param parameters query parameters
 * @param contentType header as sent, or null
 * @param body may be empty
 * @param forwarded whether another gateway sent it here, because this one is the writer
 */
record Call(
    String method,
    String path,
    Map<String, String> variables,
    Parameters parameters,
    @Nullable String contentType,
    byte[] body,
    boolean forwarded) {

  /** Returns the checked index uid of the path. */
  String uid() {
    return IndexUid.require(variable("uid"));
  }

  String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  JsonNode json(Check shape) {
    return JsonBody.read(body, contentType, shape);
  }

  JsonNode json() {
    return JsonBody.read(body, contentType);
  }
}
