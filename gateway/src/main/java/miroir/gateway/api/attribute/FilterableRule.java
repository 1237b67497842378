package miroir.gateway.api.attribute;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code filterableAttributes}.
 *
 * @param named true for a plain name, false for an object with patterns
 * @param patterns the name, or the patterns
 * @param features what matching attributes may be used for
 */
public record FilterableRule(boolean named, List<String> patterns, FilterFeatures features) {
  /** Reads an entry that was checked and filled. */
  public static FilterableRule of(JsonNode entry) {
    if (entry.isTextual()) {
      return new FilterableRule(true, List.of(entry.textValue()), FilterFeatures.ALL);
    }
    List<String> patterns = new ArrayList<>();
    entry.path("attributePatterns").forEach(pattern -> patterns.add(pattern.asText()));
    JsonNode features = entry.path("features");
    JsonNode filter = features.path("filter");
    return new FilterableRule(
        false,
        List.copyOf(patterns),
        new FilterFeatures(
            features.path("facetSearch").asBoolean(false),
            filter.path("equality").asBoolean(true),
            filter.path("comparison").asBoolean(false)));
  }

  /** How an attribute relates to this entry. */
  public AttributePattern match(String attribute) {
    if (named) {
      return AttributePattern.ofName(patterns.get(0), attribute);
    }
    AttributePattern found = AttributePattern.NO_MATCH;
    for (String pattern : patterns) {
      AttributePattern one = AttributePattern.ofWildcard(pattern, attribute);
      if (one == AttributePattern.MATCH) {
        return one;
      }
      if (one == AttributePattern.PARENT) {
        found = one;
      }
    }
    return found;
  }

  /** True if an attribute may exist that this entry and the other pattern both mean. */
  public boolean intersects(String other) {
    for (String pattern : patterns) {
      boolean hit =
          AttributePattern.ofWildcard(other, pattern) != AttributePattern.NO_MATCH
              || (named
                  ? AttributePattern.ofName(other, pattern) != AttributePattern.NO_MATCH
                  : AttributePattern.ofWildcard(pattern, other) != AttributePattern.NO_MATCH);
      if (hit) {
        return true;
      }
    }
    return false;
  }
}
