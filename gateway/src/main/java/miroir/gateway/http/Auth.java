package miroir.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The clients' master key, checked as Meilisearch does (meilisearch-wire.md §2). */
final class Auth {
  private static final String SCHEME = "Bearer ";

  private final byte[] masterKey;

  Auth(String masterKey) {
    this.masterKey = masterKey.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns why a request is refused, given its Authorization header. */
  Optional<ApiError> refusal(@Nullable String header) {
    if (masterKey.length == 0) {
      return Optional.empty();
    }
    if (header == null || !header.startsWith(SCHEME)) {
      return Optional.of(
          ErrorCode.MISSING_AUTHORIZATION_HEADER.with(
              "The Authorization header is missing. It must use the bearer authorization method."));
    }
    byte[] given = header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, masterKey)
        ? Optional.empty()
        : Optional.of(ErrorCode.INVALID_API_KEY.with("The provided API key is invalid."));
  }
}
