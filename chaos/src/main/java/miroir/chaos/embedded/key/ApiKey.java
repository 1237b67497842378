package miroir.chaos.embedded.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.task.Times;
import org.jspecify.annotations.Nullable;

/**
 * A key, without its secret: that follows from the master key.
 *
 * @param uid names the key
 * @param actions what it allows, as sent
 * @param indexes names or beginnings of names with a star
 * @param expiresAt null for never
 */
public record ApiKey(
    UUID uid,
    @Nullable String name,
    @Nullable String description,
    List<String> actions,
    List<String> indexes,
    @Nullable Instant expiresAt,
    Instant createdAt,
    Instant updatedAt) {

  private static final String ALGORITHM = "HmacSHA256";

  /** Keeps its own copies. */
  public ApiKey {
    actions = List.copyOf(actions);
    indexes = List.copyOf(indexes);
  }

  /** The secret: lower-case hexadecimal HMAC-SHA256 of the uid under the master key. */
  public String secret(String masterKey) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(masterKey.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      byte[] digest = mac.doFinal(uid.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this machine has no " + ALGORITHM, e);
    }
  }

  /** True if the key allows an action at this moment, on whatever indexes. */
  public boolean allows(String action, Instant now) {
    boolean alive = expiresAt == null || now.isBefore(expiresAt);
    return alive && actions.stream().anyMatch(word -> Action.covers(word, action));
  }

  /** True if the key may touch an index. */
  public boolean covers(String indexUid) {
    for (String pattern : indexes) {
      boolean prefix = pattern.endsWith("*");
      String stem = prefix ? pattern.substring(0, pattern.length() - 1) : pattern;
      if (prefix ? indexUid.startsWith(stem) : indexUid.equals(stem)) {
        return true;
      }
    }
    return false;
  }

  /** The key as clients read it. */
  public ObjectNode toJson(String masterKey) {
    ObjectNode json = Json.object();
    json.put("name", name);
    json.put("description", description);
    json.put("key", secret(masterKey));
    json.put("uid", uid.toString());
    actions.forEach(json.putArray("actions")::add);
    indexes.forEach(json.putArray("indexes")::add);
    json.put("expiresAt", expiresAt == null ? null : Times.text(expiresAt));
    json.put("createdAt", Times.text(createdAt));
    json.put("updatedAt", Times.text(updatedAt));
    return json;
  }

  /** Reads what {@link #toJson} wrote; the secret is not looked at. */
  static ApiKey fromJson(JsonNode json) {
    JsonNode expiry = json.path("expiresAt");
    return new ApiKey(
        UUID.fromString(json.path("uid").asText()),
        json.path("name").textValue(),
        json.path("description").textValue(),
        strings(json.path("actions")),
        strings(json.path("indexes")),
        expiry.isTextual() ? Instant.parse(expiry.textValue()) : null,
        Instant.parse(json.path("createdAt").asText()),
        Instant.parse(json.path("updatedAt").asText()));
  }

  static List<String> strings(JsonNode list) {
    List<String> strings = new ArrayList<>();
    list.forEach(value -> strings.add(value.asText()));
    return strings;
  }
}
