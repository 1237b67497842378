package miroir.chaos.embedded.http;

import java.time.Instant;
import java.util.Optional;
import miroir.chaos.embedded.key.ApiKey;
import miroir.chaos.embedded.key.KeyStore;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * What the sender of a request may do; settled when its headers are complete and not again.
 *
 * @param key null if everything is allowed
 */
record Access(@Nullable ApiKey key) {
  private static final String BEARER = "Bearer ";

  /**
   * Who sends.
   *
   * @param header the value of {@code Authorization}, or null
   * @param action what the route needs; null if anybody may
   * @param indexUid the index in the path, or null
   * @throws miroir.gateway.api.Refusal if it may not
   */
  static Access of(
      KeyStore keys, @Nullable String header, @Nullable String action, @Nullable String indexUid) {
    if (action == null || (!keys.guarded() && !action.startsWith("keys."))) {
      return new Access(null);
    }
    if (!keys.guarded()) {
      throw ErrorCode.MISSING_MASTER_KEY.refusal(
          "Meilisearch is running without a master key. To access this API endpoint, you must have"
              + " set a master key at launch.");
    }
    if (header == null || !header.startsWith(BEARER)) {
      throw ErrorCode.MISSING_AUTHORIZATION_HEADER.refusal(
          "The Authorization header is missing. It must use the bearer authorization method.");
    }
    String secret = header.substring(BEARER.length()).trim();
    if (keys.isMaster(secret)) {
      return new Access(null);
    }
    Optional<ApiKey> key =
        keys.bySecret(secret).filter(found -> found.allows(action, Instant.now()));
    Access access = new Access(key.orElseThrow(Access::invalidKey));
    if (indexUid != null && IndexUid.isValid(indexUid)) {
      access.requireIndex(indexUid);
    }
    return access;
  }

  static Refusal invalidKey() {
    return ErrorCode.INVALID_API_KEY.refusal("The provided API key is invalid.");
  }

  /** True if the sender may touch an index. */
  boolean covers(String indexUid) {
    return key == null || key.covers(indexUid);
  }

  /** True if the sender may do something more to an index. */
  boolean allows(String action, String indexUid) {
    return key == null || (key.allows(action, Instant.now()) && key.covers(indexUid));
  }

  /** True if the sender may see what belongs to no index. */
  boolean seesEverything() {
    return key == null || key.indexes().contains("*");
  }

  private void requireIndex(String indexUid) {
    if (key != null && !key.covers(indexUid)) {
      StringBuilder names = new StringBuilder();
      for (String name : key.indexes()) {
        names.append(names.length() == 0 ? "" : ", ").append(JsonText.quoted(name));
      }
      throw ErrorCode.INVALID_API_KEY.refusal(
          "The API key cannot acces the index `"
              + indexUid
              + "`, authorized indexes are ["
              + names
              + "].");
    }
  }
}
