package miroir.chaos.embedded.ranking;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Words that must stand one after the other.
 *
 * @param words null where a stop word stands
 */
public record Phrase(List<@Nullable String> words) {
  /** Keeps its own copy. */
  public Phrase {
    words = Collections.unmodifiableList(new ArrayList<>(words));
  }

  /** The words without gaps. */
  public List<String> known() {
    List<String> known = new ArrayList<>();
    for (String word : words) {
      if (word != null) {
        known.add(word);
      }
    }
    return known;
  }

  /** The words with spaces between them. */
  String description() {
    return words.stream()
        .map(w -> Objects.requireNonNullElse(w, "*"))
        .collect(Collectors.joining(" "));
  }
}
