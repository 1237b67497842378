package miroir.gateway.api.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.check.JsonPath;
import miroir.gateway.api.check.ObjectShape;
import miroir.gateway.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A change of settings: a value, or null to reset, for each setting that it touches. Immutable;
 * values handed out are copies.
 */
public final class SettingsPatch {
  private static final ObjectShape SHAPE = shape();

  private final Map<Setting, JsonNode> changes;

  private SettingsPatch(Map<Setting, JsonNode> changes) {
    this.changes = changes;
  }

  /** Reads the body of {@code PATCH /settings}. Throws {@link miroir.gateway.api.Refusal}. */
  public static SettingsPatch parse(JsonNode body) {
    SHAPE.check(body, JsonPath.ROOT);
    return of(body);
  }

  /** Reads the body of a sub-route. Throws {@link miroir.gateway.api.Refusal}. */
  public static SettingsPatch parse(Setting setting, JsonNode body) {
    setting.check().check(body, JsonPath.ROOT);
    ObjectNode whole = Json.object();
    whole.set(setting.wireName(), body);
    return of(whole);
  }

  /** Resets one setting. */
  public static SettingsPatch reset(Setting setting) {
    return new SettingsPatch(new EnumMap<>(Map.of(setting, NullNode.instance)));
  }

  /** Resets all settings. */
  public static SettingsPatch resetAll() {
    Map<Setting, JsonNode> changes = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      changes.put(setting, NullNode.instance);
    }
    return new SettingsPatch(changes);
  }

  /** Reads what {@link #toJson} wrote. */
  public static SettingsPatch fromJson(JsonNode json) {
    return of(json);
  }

  private static SettingsPatch of(JsonNode body) {
    Map<Setting, JsonNode> changes = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      JsonNode value = body.get(setting.wireName());
      if (value != null) {
        requireAvailable(setting, value);
        changes.put(setting, Canonical.sent(setting, value));
      }
    }
    requireOneAttributeFamily(changes.get(Setting.RANKING_RULES));
    return new SettingsPatch(changes);
  }

  private static void requireAvailable(Setting setting, JsonNode value) {
    if (setting.experimental() && !value.isNull()) {
      boolean chat = setting == Setting.CHAT;
      throw ErrorCode.FEATURE_NOT_ENABLED.refusal(
          "setting `"
              + setting.wireName()
              + "` in the index settings requires enabling the `"
              + (chat ? "chat completions" : "foreign keys")
              + "` experimental feature. See https://github.com/orgs/meilisearch/discussions/"
              + (chat ? "835" : "873"));
    }
  }

  private static void requireOneAttributeFamily(@Nullable JsonNode rules) {
    boolean together = false;
    boolean apart = false;
    if (rules != null) {
      for (JsonNode rule : rules) {
        together |= rule.asText().equals("attribute");
        apart |= rule.asText().equals("attributeRank") || rule.asText().equals("wordPosition");
      }
    }
    if (together && apart) {
      throw ErrorCode.INVALID_SETTINGS_RANKING_RULES.refusal(
          "Mixed usage of the attribute, attributeRank, and wordPosition ranking rules. You must"
              + " either use the attribute ranking rule alone or the attributeRank and wordPosition"
              + " ranking rules.");
    }
  }

  /** True if nothing is touched. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** The settings touched, with their new values; null resets. */
  public Map<Setting, JsonNode> changes() {
    Map<Setting, JsonNode> copy = new EnumMap<>(Setting.class);
    changes.forEach((setting, value) -> copy.put(setting, value.deepCopy()));
    return copy;
  }

  /** What is sent to a node: every setting touched, with null for a reset. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    changes.forEach((setting, value) -> json.set(setting.wireName(), value.deepCopy()));
    return json;
  }

  /** The {@code details} of the task; attribute lists that are reset show as {@code ["*"]}. */
  public ObjectNode toDetails() {
    ObjectNode details = Json.object();
    changes.forEach(
        (setting, value) -> {
          boolean starred =
              setting == Setting.DISPLAYED_ATTRIBUTES || setting == Setting.SEARCHABLE_ATTRIBUTES;
          details.set(
              setting.wireName(),
              value.isNull() && starred ? setting.defaultValue() : redacted(setting, value));
        });
    return details;
  }

  private static JsonNode redacted(Setting setting, JsonNode value) {
    JsonNode copy = value.deepCopy();
    if (setting == Setting.EMBEDDERS && copy.isObject()) {
      IndexSettings.redact(copy);
    }
    return copy;
  }

  private static ObjectShape shape() {
    ObjectShape shape = ObjectShape.object(ErrorCode.BAD_REQUEST);
    for (Setting setting : Setting.values()) {
      shape.field(setting.wireName(), setting.check());
    }
    return shape;
  }
}
