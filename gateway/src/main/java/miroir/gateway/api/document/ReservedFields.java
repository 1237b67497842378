package miroir.gateway.api.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;

/** The names that Miroir keeps for itself. */
public final class ReservedFields {
  /** What they all begin with. */
  public static final String PREFIX = "_miroir_";

  private ReservedFields() {}

  /** True if clients may not use the name, also with something nested behind it. */
  public static boolean isReserved(String field) {
    return field.startsWith(PREFIX);
  }

  /** The complaint about a document of a client that has such a field, however it was spelled. */
  public static Optional<ApiError> complaint(ObjectNode document) {
    for (Iterator<String> names = document.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (isReserved(name)) {
        return Optional.of(
            ErrorCode.MIROIR_RESERVED_FIELD.with(
                "The field `"
                    + name
                    + "` is reserved: names of fields that begin with `"
                    + PREFIX
                    + "` belong to Miroir."));
      }
    }
    return Optional.empty();
  }
}
