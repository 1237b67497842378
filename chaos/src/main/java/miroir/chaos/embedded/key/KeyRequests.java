package miroir.chaos.embedded.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.check.Check;
import miroir.gateway.api.check.Checks;
import miroir.gateway.api.check.JsonPath;
import miroir.gateway.api.check.ObjectShape;
import miroir.gateway.api.check.ParameterShape;
import org.jspecify.annotations.Nullable;

/** What keys can be asked for. */
public final class KeyRequests {
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{32}");

  /** Parameters of {@code GET /keys}. */
  public static final ParameterShape LIST =
      ParameterShape.parameters()
          .with("offset", ParameterShape.positiveInteger(ErrorCode.INVALID_API_KEY_OFFSET))
          .with("limit", ParameterShape.positiveInteger(ErrorCode.INVALID_API_KEY_LIMIT));

  private static final Check CREATE =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .field("description", Checks.string(ErrorCode.INVALID_API_KEY_DESCRIPTION).orNull())
          .field("name", Checks.string(ErrorCode.INVALID_API_KEY_NAME).orNull())
          .field("uid", KeyRequests::uid)
          .required(
              "actions",
              Checks.array(
                  ErrorCode.INVALID_API_KEY_ACTIONS,
                  Checks.oneOf(ErrorCode.INVALID_API_KEY_ACTIONS, Action.WORDS)),
              ErrorCode.MISSING_API_KEY_ACTIONS)
          .required(
              "indexes",
              Checks.array(ErrorCode.INVALID_API_KEY_INDEXES, KeyRequests::pattern),
              ErrorCode.MISSING_API_KEY_INDEXES)
          .required("expiresAt", KeyRequests::expiry, ErrorCode.MISSING_API_KEY_EXPIRES_AT);

  private static final Check CHANGE =
      ObjectShape.object(ErrorCode.BAD_REQUEST)
          .field("description", Checks.string(ErrorCode.INVALID_API_KEY_DESCRIPTION).orNull())
          .field("name", Checks.string(ErrorCode.INVALID_API_KEY_NAME).orNull())
          .immutable("actions", ErrorCode.IMMUTABLE_API_KEY_ACTIONS)
          .immutable("createdAt", ErrorCode.IMMUTABLE_API_KEY_CREATED_AT)
          .immutable("expiresAt", ErrorCode.IMMUTABLE_API_KEY_EXPIRES_AT)
          .immutable("indexes", ErrorCode.IMMUTABLE_API_KEY_INDEXES)
          .immutable("key", ErrorCode.IMMUTABLE_API_KEY_KEY)
          .immutable("uid", ErrorCode.IMMUTABLE_API_KEY_UID)
          .immutable("updatedAt", ErrorCode.IMMUTABLE_API_KEY_UPDATED_AT);

  private KeyRequests() {}

  /** The key that a body asks for. Throws {@link miroir.gateway.api.Refusal}. */
  public static ApiKey create(JsonNode body, Instant now) {
    CREATE.check(body, JsonPath.ROOT);
    String uid = body.path("uid").textValue();
    return new ApiKey(
        uid == null ? UUID.randomUUID() : parseUid(uid).orElseThrow(),
        body.path("name").textValue(),
        body.path("description").textValue(),
        ApiKey.strings(body.path("actions")),
        ApiKey.strings(body.path("indexes")),
        parseExpiry(body.path("expiresAt")),
        now,
        now);
  }

  /** A key with another name or description. Throws {@link miroir.gateway.api.Refusal}. */
  public static ApiKey change(ApiKey key, JsonNode body, Instant now) {
    CHANGE.check(body, JsonPath.ROOT);
    return new ApiKey(
        key.uid(),
        body.has("name") ? body.get("name").textValue() : key.name(),
        body.has("description") ? body.get("description").textValue() : key.description(),
        key.actions(),
        key.indexes(),
        key.expiresAt(),
        key.createdAt(),
        now);
  }

  private static void uid(JsonNode value, JsonPath at) {
    ErrorCode code = ErrorCode.INVALID_API_KEY_UID;
    Checks.string(code).orNull().check(value, at);
    if (value.isTextual() && parseUid(value.textValue()).isEmpty()) {
      throw Checks.unexpected(code, at, complaint(value.textValue()));
    }
  }

  private static String complaint(String uid) {
    for (int i = 0; i < uid.length(); i++) {
      char c = uid.charAt(i);
      if (Character.digit(c, 16) < 0 && c != '-') {
        return "invalid character: found `" + c + "` at " + i;
      }
    }
    return "invalid length: expected length 32 for simple format, found " + uid.length();
  }

  static Optional<UUID> parseUid(String text) {
    String digits = text.replace("-", "").replace("{", "").replace("}", "");
    if (!HEXADECIMAL.matcher(digits).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new UUID(
            Long.parseUnsignedLong(digits.substring(0, 16), 16),
            Long.parseUnsignedLong(digits.substring(16), 16)));
  }

  private static void pattern(JsonNode value, JsonPath at) {
    ErrorCode code = ErrorCode.INVALID_API_KEY_INDEXES;
    Checks.string(code).check(value, at);
    if (!IndexUid.isValidPattern(value.textValue())) {
      throw Checks.unexpected(
          code,
          at,
          "`"
              + value.textValue()
              + "` is not a valid index uid pattern. Index uid patterns can be an integer or a"
              + " string containing only alphanumeric characters, hyphens (-), underscores (_), and"
              + " optionally end with a star (*).");
    }
  }

  private static void expiry(JsonNode value, JsonPath at) {
    ErrorCode code = ErrorCode.INVALID_API_KEY_EXPIRES_AT;
    Checks.string(code).orNull().check(value, at);
    if (value.isNull()) {
      return;
    }
    Instant expiry = parseExpiry(value);
    if (expiry == null || !expiry.isAfter(Instant.now())) {
      throw Checks.unexpected(
          code,
          at,
          "`"
              + value.textValue()
              + "` is not a valid date. It should follow the RFC 3339 format to represents a date or"
              + " datetime in the future or specified as a null value. e.g. 'YYYY-MM-DD' or"
              + " 'YYYY-MM-DD HH:MM:SS'.\n");
    }
  }

  private static @Nullable Instant parseExpiry(JsonNode value) {
    String text = value.textValue();
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notFull) {
      try {
        return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException notATime) {
        return parseDay(text);
      }
    }
  }

  private static @Nullable Instant parseDay(String text) {
    try {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
