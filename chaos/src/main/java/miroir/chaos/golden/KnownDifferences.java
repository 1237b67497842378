package miroir.chaos.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a cluster cannot answer like one server, with the reason. The list only shrinks: a
 * difference that does not occur any more has to be taken off it.
 */
public final class KnownDifferences {
  private static final String RESOURCE = "/golden/differences.json";

  private final List<Known> all;

  /**
   * One difference.
   *
   * @param story the story's name
   * @param step the step's number
   * @param at what the path of each differing fragment begins with; empty for any
   * @param sometimes whether it depends on where documents happen to lie, so that it need not occur
   * @param reason why it cannot be otherwise
   */
  public record Known(String story, int step, String at, boolean sometimes, String reason) {}

  private KnownDifferences(List<Known> all) {
    this.all = List.copyOf(all);
  }

  /** Returns an empty list: every difference counts. */
  public static KnownDifferences none() {
    return new KnownDifferences(List.of());
  }

  /** Returns the project's list. */
  public static KnownDifferences listed() {
    try (InputStream json = KnownDifferences.class.getResourceAsStream(RESOURCE)) {
      return read(Objects.requireNonNull(json, RESOURCE));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Reads a list from JSON: an array of objects with the members of {@link Known}. */
  static KnownDifferences read(InputStream json) throws IOException {
    List<Known> all = new ArrayList<>();
    for (JsonNode one : Story.MAPPER.readTree(json)) {
      all.add(
          new Known(
              one.path("story").asText(),
              one.path("step").asInt(),
              one.path("at").asText(),
              one.path("sometimes").asBoolean(false),
              one.path("reason").asText()));
    }
    return new KnownDifferences(all);
  }

  /** Returns the listed difference that explains every fragment of a step, if there is one. */
  Optional<Known> explaining(String story, int step, List<Fragment> fragments) {
    return all.stream()
        .filter(known -> known.story.equals(story) && known.step == step)
        .filter(known -> fragments.stream().allMatch(one -> one.path().startsWith(known.at)))
        .findFirst();
  }

  /** Returns the differences that are listed for a step and have to occur. */
  List<Known> required(String story, int step) {
    return all.stream()
        .filter(known -> known.story.equals(story) && known.step == step)
        .filter(known -> !known.sometimes)
        .toList();
  }
}
