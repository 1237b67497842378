package miroir.chaos.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import miroir.cluster.Slot;
import miroir.gateway.plan.ReservedFields;

/**
 * Compares every replica in sync to what the clients were told, and to its peers: nothing lost,
 * nothing stale, nothing that was deleted, nothing where it does not belong, all copies equal.
 * Pure.
 */
public final class ContentCheck {
  private final Map<String, Set<Optional<ObjectNode>>> expected;
  private final Replicas replicas;
  private final Findings findings = new Findings();

  private ContentCheck(Map<String, Set<Optional<ObjectNode>>> expected, Replicas replicas) {
    this.expected = expected;
    this.replicas = replicas;
  }

  /**
   * Returns what is wrong, a sentence for each kind of wrong with examples; empty if nothing is.
   *
   * @param expected the possible contents of each document that was ever written to, without
   *     reserved fields; an empty content: it is not there
   */
  public static List<String> violations(
      Map<String, Set<Optional<ObjectNode>>> expected, Replicas replicas) {
    return new ContentCheck(expected, replicas).run();
  }

  private List<String> run() {
    Set<String> ids = new TreeSet<>(expected.keySet());
    replicas.stored().values().forEach(documents -> ids.addAll(documents.keySet()));
    for (String id : ids) {
      Set<String> holders = replicas.inSync().get(shardOf(id));
      holders.forEach(node -> judge(id, node));
      compare(id, holders);
      replicas
          .stored()
          .forEach(
              (node, documents) -> {
                if (documents.containsKey(id) && !holders.contains(node)) {
                  findings.add("are where no replica in sync is", id + " on " + node);
                }
              });
    }
    return findings.sentences();
  }

  private int shardOf(String id) {
    return Slot.shard(Slot.of(id), replicas.inSync().size());
  }

  private void judge(String id, String node) {
    Optional<ObjectNode> found = stored(node, id).map(ContentCheck::asClientsSeeIt);
    Set<Optional<ObjectNode>> allowed = expected.getOrDefault(id, Set.of(Optional.empty()));
    if (allowed.contains(found)) {
      return;
    }
    String what = id + " on " + node;
    if (!expected.containsKey(id)) {
      findings.add("were never written", what);
    } else if (found.isEmpty()) {
      findings.add("are lost", what);
    } else if (allowed.equals(Set.of(Optional.empty()))) {
      findings.add("were deleted and are there", what);
    } else {
      findings.add("have another content", what + ": " + found.get() + ", not " + allowed);
    }
  }

  /**
   * All replicas must be equal even where clients were told of two outcomes, and in every field.
   */
  private void compare(String id, Set<String> holders) {
    Set<Optional<String>> digests = new HashSet<>();
    holders.forEach(node -> digests.add(stored(node, id).map(Digest::of)));
    if (digests.size() > 1) {
      findings.add("differ between replicas", id + " on " + holders);
    }
  }

  private Optional<ObjectNode> stored(String node, String id) {
    return Optional.ofNullable(replicas.stored().getOrDefault(node, Map.of()).get(id));
  }

  private static ObjectNode asClientsSeeIt(ObjectNode stored) {
    ObjectNode shown = stored.deepCopy();
    shown.remove(List.of(ReservedFields.SHARD, ReservedFields.ORDER));
    return shown;
  }
}
