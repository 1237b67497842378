package miroir.chaos.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an index must contain, by document: the fold of one client's writes, in order. After a write
 * of unknown outcome a document has two possible contents. No two clients may write the same
 * document or group, and one of unknown outcome must not be written again, since it may take effect
 * at any later time. Thread-safe.
 */
public final class Account {
  private final Map<String, Set<Optional<ObjectNode>>> possible = new TreeMap<>();

  /** Adds a client's next write. */
  public synchronized void add(Write write, Outcome outcome) {
    if (outcome == Outcome.NOT_DONE) {
      return;
    }
    for (String id : touched(write)) {
      Set<Optional<ObjectNode>> before = possible.getOrDefault(id, Set.of(Optional.empty()));
      Set<Optional<ObjectNode>> after = new LinkedHashSet<>();
      if (outcome == Outcome.UNKNOWN) {
        after.addAll(before);
      }
      before.forEach(content -> after.add(write.applyTo(id, content)));
      possible.put(id, after);
    }
  }

  private Collection<String> touched(Write write) {
    return switch (write.kind()) {
      case REPLACE, MERGE ->
          write.documents().stream().map(document -> document.path("id").asText()).toList();
      case DELETE -> List.of(write.subject());
      case DELETE_GROUP -> List.copyOf(possible.keySet());
    };
  }

  /** Adds everything that another client's account holds; the two share no document. */
  public void addAll(Account other) {
    Map<String, Set<Optional<ObjectNode>>> theirs = other.possible();
    synchronized (this) {
      possible.putAll(theirs);
    }
  }

  /**
   * Returns the possible contents of each document that was ever written to, by id; an empty
   * content means that it is not there.
   */
  public synchronized Map<String, Set<Optional<ObjectNode>>> possible() {
    return new TreeMap<>(possible);
  }
}
