package miroir.gateway.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import miroir.cluster.Slot;

/**
 * Finds the shards to which a client's filter on the primary key limits a search. It understands
 * {@code key = value} and {@code key IN [values]}, alone or as an element of an array, and tells
 * nothing of any other filter.
 */
public final class KeyFilter {
  /**
   * Values whose documents lie in one slot. Not those with letters: a filter ignores case, a slot
   * does not. Not those with leading zeros: a filter takes them for the number.
   */
  private static final String VALUE = "\"?'?(0|-?[1-9][0-9]{0,14})'?\"?";

  private static final Pattern ELEMENT = Pattern.compile(VALUE + "\\s*(,?)\\s*");
  private static final Pattern END = Pattern.compile("]\\s*");

  private KeyFilter() {}

  /**
   * Returns the shards that can match, or nothing when all can.
   *
   * @param filter the client's filter, a text or an array; a missing node for none
   * @param primaryKey the index's primary key
   * @param shardCount the index's number of shards
   */
  public static Optional<BitSet> shards(JsonNode filter, String primaryKey, int shardCount) {
    if (filter.isTextual()) {
      return shards(filter.asText(), primaryKey, shardCount);
    }
    // Elements of the outer array are joined by AND, so one of them is enough.
    for (JsonNode element : filter) {
      if (element.isTextual()) {
        Optional<BitSet> shards = shards(element.asText(), primaryKey, shardCount);
        if (shards.isPresent()) {
          return shards;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<BitSet> shards(String filter, String primaryKey, int shardCount) {
    String key = "\\s*[\"']?" + Pattern.quote(primaryKey) + "[\"']?";
    Matcher head = Pattern.compile(key + "(?:\\s*(=)\\s*|\\s+IN\\s*\\[\\s*)").matcher(filter);
    if (!head.lookingAt()) {
      return Optional.empty();
    }
    boolean single = head.group(1) != null;
    BitSet shards = new BitSet();
    // One by one: a list may have thousands, for which one expression would take all the stack.
    Matcher element = ELEMENT.matcher(filter);
    int at = head.end();
    boolean more = true;
    while (more && element.region(at, filter.length()).lookingAt()) {
      shards.set(Slot.shard(Slot.of(element.group(1)), shardCount));
      at = element.end();
      more = !element.group(2).isEmpty();
      if (single && more) {
        return Optional.empty();
      }
    }
    boolean ends =
        single ? at == filter.length() : END.matcher(filter).region(at, filter.length()).matches();
    if (shards.isEmpty() || !ends) {
      return Optional.empty();
    }
    return Optional.of(shards);
  }
}
