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

  private static final Pattern VALUES = Pattern.compile(VALUE);

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
    String list = VALUE + "(\\s*,\\s*" + VALUE + ")*";
    Pattern pattern =
        Pattern.compile(
            key + "(\\s*=\\s*" + VALUE + "|\\s+IN\\s*\\[\\s*" + list + "\\s*,?\\s*])\\s*");
    Matcher whole = pattern.matcher(filter);
    if (!whole.matches()) {
      return Optional.empty();
    }
    BitSet shards = new BitSet();
    Matcher values = VALUES.matcher(whole.group(1));
    while (values.find()) {
      shards.set(Slot.shard(Slot.of(values.group(1)), shardCount));
    }
    return Optional.of(shards);
  }
}
