package miroir.chaos.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.check.JsonBody;
import miroir.gateway.api.check.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * A complete request.
 *
 * @param names the variable parts of the path, decoded
 * @param parameters the query string
 * @param rawQuery the query string as it was sent, or null
 * @param contentType the header, or null
 * @param access what the sender may do
 */
record Exchange(
    List<String> names,
    Parameters parameters,
    @Nullable String rawQuery,
    @Nullable String contentType,
    byte[] body,
    Access access) {

  /** The index in the path. */
  String indexUid() {
    return IndexUid.require(names.get(0));
  }

  /** Another part of the path, from 0. */
  String name(int position) {
    return names.get(position);
  }

  /** The body as checked JSON. */
  JsonNode json(Check shape) {
    return JsonBody.read(body, contentType, shape);
  }

  /** The body as JSON of any shape. */
  JsonNode json() {
    return JsonBody.read(body, contentType);
  }
}
