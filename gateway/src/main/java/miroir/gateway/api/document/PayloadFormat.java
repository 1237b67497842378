package miroir.gateway.api.document;

import java.util.Optional;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.JsonBody;
import org.jspecify.annotations.Nullable;

/** The formats in which documents may be sent. */
public enum PayloadFormat {
  JSON("json", "application/json"),
  NDJSON("ndjson", "application/x-ndjson"),
  CSV("csv", "text/csv");

  private static final String ACCEPTED =
      "Accepted values for the Content-Type header are: `application/json`, `application/x-ndjson`,"
          + " `text/csv`";

  private final String text;
  private final String mediaType;

  PayloadFormat(String text, String mediaType) {
    this.text = text;
    this.mediaType = mediaType;
  }

  /** The name in messages. */
  public String text() {
    return text;
  }

  /** The value of {@code Content-Type} that means this format. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * The format of a request.
   *
   * @param contentType the header, or null
   * @param csvDelimiter the parameter, if it was given
   * @throws miroir.gateway.api.Refusal if the header is absent or means none of the formats
   */
  public static PayloadFormat of(@Nullable String contentType, Optional<String> csvDelimiter) {
    if (contentType == null || contentType.isBlank()) {
      throw ErrorCode.MISSING_CONTENT_TYPE.refusal("A Content-Type header is missing. " + ACCEPTED);
    }
    String essence = JsonBody.essence(contentType);
    for (PayloadFormat format : values()) {
      if (format.mediaType.equals(essence)) {
        if (format != CSV && csvDelimiter.isPresent()) {
          throw ErrorCode.INVALID_CONTENT_TYPE.refusal(
              "The Content-Type `"
                  + essence
                  + "` does not support the use of a csv delimiter. The csv delimiter can only be"
                  + " used with the Content-Type `text/csv`.");
        }
        return format;
      }
    }
    throw ErrorCode.INVALID_CONTENT_TYPE.refusal(
        "The Content-Type `" + essence + "` is invalid. " + ACCEPTED);
  }
}
