package miroir.chaos.embedded.ranking;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import miroir.chaos.embedded.store.IndexState;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.attribute.AttributePattern;
import miroir.gateway.api.settings.Setting;
import org.jspecify.annotations.Nullable;

/** Which attributes are searched, and how much each weighs: the smaller the better. */
final class SearchableAttributes {
  private final TreeMap<Integer, Integer> weights = new TreeMap<>();
  private final Set<Integer> withoutTypos = new HashSet<>();
  private final @Nullable Set<Integer> restricted;

  private SearchableAttributes(IndexState state, String uid, Optional<List<String>> searchOn) {
    boolean everything = state.settings().everything(Setting.SEARCHABLE_ATTRIBUTES);
    List<String> searchable = state.settings().strings(Setting.SEARCHABLE_ATTRIBUTES);
    Set<String> exact = state.settings().typoTolerance().exactAttributes();
    List<String> names = state.attributes().all();
    for (int number = 0; number < names.size(); number++) {
      String name = names.get(number);
      int weight = everything ? 0 : weight(searchable, name);
      if (weight >= 0) {
        weights.put(number, weight);
      }
      if (exact.stream().anyMatch(outer -> AttributePattern.isInside(name, outer))) {
        withoutTypos.add(number);
      }
    }
    this.restricted = searchOn.map(wanted -> restrict(state, uid, wanted)).orElse(null);
  }

  /**
   * Of an index.
   *
   * @param searchOn the parameter {@code attributesToSearchOn}
   * @throws miroir.gateway.api.Refusal if it names an attribute that is not searched
   */
  static SearchableAttributes of(IndexState state, String uid, Optional<List<String>> searchOn) {
    return new SearchableAttributes(state, uid, searchOn);
  }

  private static int weight(List<String> searchable, String name) {
    for (int i = 0; i < searchable.size(); i++) {
      if (AttributePattern.isInside(name, searchable.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private @Nullable Set<Integer> restrict(IndexState state, String uid, List<String> wanted) {
    if (wanted.contains("*")) {
      return null;
    }
    boolean everything = state.settings().everything(Setting.SEARCHABLE_ATTRIBUTES);
    List<String> searchable = state.settings().strings(Setting.SEARCHABLE_ATTRIBUTES);
    List<String> names = state.attributes().all();
    Set<Integer> numbers = new HashSet<>();
    for (String name : wanted) {
      boolean found = false;
      for (int number : weights.keySet()) {
        String attribute = names.get(number);
        boolean hit =
            name.contains("*")
                ? AttributePattern.ofWildcard(name, attribute) == AttributePattern.MATCH
                : attribute.equals(name);
        if (hit) {
          numbers.add(number);
          found = true;
        }
      }
      if (!found && !everything && !searchable.contains(name)) {
        throw ErrorCode.INVALID_SEARCH_ATTRIBUTES_TO_SEARCH_ON.refusal(
            notSearchable(state, uid, name));
      }
    }
    return numbers;
  }

  private String notSearchable(IndexState state, String uid, String name) {
    Set<String> known = new TreeSet<>();
    weights.keySet().forEach(number -> known.add(state.attributes().name(number)));
    return "Index `"
        + uid
        + "`: Attribute `"
        + name
        + "` is not searchable. Available searchable attributes are: `"
        + String.join(", ", known)
        + "`.";
  }

  /** True if the request restricts the search to other attributes. */
  boolean isLeftOut(int number) {
    return restricted != null && !restricted.contains(number);
  }

  /** The attributes in which a word counts; null means all. */
  @Nullable Set<Integer> allowed(boolean derived) {
    if (restricted == null && (!derived || withoutTypos.isEmpty())) {
      return null;
    }
    Set<Integer> allowed = new HashSet<>(restricted == null ? weights.keySet() : restricted);
    if (derived) {
      allowed.removeAll(withoutTypos);
    }
    return allowed;
  }

  /** True if words count only in some attributes when they have typos. */
  boolean hasExact() {
    return !withoutTypos.isEmpty();
  }

  /** True if a word in an attribute may have typos. */
  boolean tolerates(int attribute) {
    return !withoutTypos.contains(attribute);
  }

  /** The weight of an attribute, or -1 if it is not searched. */
  int weight(int attribute) {
    return weights.getOrDefault(attribute, -1);
  }

  /** The greatest weight. */
  int maxWeight() {
    return weights.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** All attributes that are searched. */
  Set<Integer> numbers() {
    return weights.keySet();
  }
}
