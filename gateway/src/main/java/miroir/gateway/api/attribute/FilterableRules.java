package miroir.gateway.api.attribute;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The setting {@code filterableAttributes}, understood.
 *
 * @param rules in the order of the setting; the first that matches an attribute decides
 */
public record FilterableRules(List<FilterableRule> rules) {
  /** The rule for an attribute. */
  public record Matched(int position, FilterFeatures features) {}

  /** Reads the setting. */
  public static FilterableRules of(JsonNode setting) {
    List<FilterableRule> rules = new ArrayList<>();
    setting.forEach(entry -> rules.add(FilterableRule.of(entry)));
    return new FilterableRules(List.copyOf(rules));
  }

  /** The first rule that means this attribute. */
  public Optional<Matched> matching(String attribute) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).match(attribute) == AttributePattern.MATCH) {
        return Optional.of(new Matched(i, rules.get(i).features()));
      }
    }
    return Optional.empty();
  }

  /** True if a filter may name this attribute. */
  public boolean filterable(String attribute) {
    return matching(attribute).map(m -> m.features().filterable()).orElse(false);
  }

  /** All patterns whose rule has a feature, sorted. */
  public SortedSet<String> patterns(Predicate<FilterFeatures> feature) {
    SortedSet<String> patterns = new TreeSet<>();
    for (FilterableRule rule : rules) {
      if (feature.test(rule.features())) {
        patterns.addAll(rule.patterns());
      }
    }
    return patterns;
  }

  /** True if the plain name of a geographic field stands in the setting. */
  public boolean names(String attribute) {
    return rules.stream().anyMatch(rule -> rule.named() && rule.patterns().contains(attribute));
  }
}
