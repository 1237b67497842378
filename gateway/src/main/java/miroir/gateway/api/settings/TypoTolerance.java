package miroir.gateway.api.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * How typos are tolerated.
 *
 * @param enabled false means that words must match exactly
 * @param oneTypo shortest word, in characters, that may have one typo
 * @param twoTypos shortest word that may have two
 * @param exactWords words that must match exactly, lower case
 * @param exactAttributes attributes whose words must match exactly
 * @param exactNumbers true if words that are numbers must match exactly
 */
public record TypoTolerance(
    boolean enabled,
    int oneTypo,
    int twoTypos,
    Set<String> exactWords,
    Set<String> exactAttributes,
    boolean exactNumbers) {

  static TypoTolerance of(JsonNode setting) {
    JsonNode sizes = setting.path("minWordSizeForTypos");
    return new TypoTolerance(
        setting.path("enabled").asBoolean(true),
        sizes.path("oneTypo").asInt(5),
        sizes.path("twoTypos").asInt(9),
        strings(setting.path("disableOnWords")),
        strings(setting.path("disableOnAttributes")),
        setting.path("disableOnNumbers").asBoolean(false));
  }

  private static Set<String> strings(JsonNode list) {
    Set<String> strings = new HashSet<>();
    list.forEach(value -> strings.add(value.asText()));
    return Set.copyOf(strings);
  }
}
