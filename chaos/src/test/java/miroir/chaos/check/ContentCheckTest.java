package miroir.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import miroir.chaos.workload.Account;
import miroir.chaos.workload.Outcome;
import miroir.chaos.workload.Write;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check of contents sees everything that can be wrong, and nothing else. */
class ContentCheckTest {
  private static final List<Set<String>> BOTH = List.of(Set.of("node-1", "node-2"));

  private final Account account = new Account();
  private final Map<String, Map<String, ObjectNode>> stored = new HashMap<>();

  @BeforeEach
  void twoNodesHoldTwoDocuments() {
    account.add(replace("a", 1), Outcome.DONE);
    account.add(replace("b", 1), Outcome.DONE);
    account.add(replace("gone", 1), Outcome.DONE);
    account.add(delete("gone"), Outcome.DONE);
    for (String node : List.of("node-1", "node-2", "node-3")) {
      stored.put(node, new HashMap<>());
    }
    store("a", 1);
    store("b", 1);
  }

  private static ObjectNode document(String id, int version) {
    ObjectMapper json = new ObjectMapper();
    return json.createObjectNode().put("id", id).put("group", "g-" + id).put("version", version);
  }

  private static Write replace(String id, int version) {
    return new Write(Write.Kind.REPLACE, List.of(document(id, version)), "");
  }

  private static Write delete(String id) {
    return new Write(Write.Kind.DELETE, List.of(), id);
  }

  private Map<String, ObjectNode> on(String node) {
    return Objects.requireNonNull(stored.get(node));
  }

  private void store(String id, int version) {
    on("node-1").put(id, document(id, version).put("_miroir_order", "1"));
    on("node-2").put(id, document(id, version).put("_miroir_order", "1"));
  }

  private List<String> violations() {
    return ContentCheck.violations(account.possible(), new Replicas(BOTH, stored));
  }

  @Test
  void whatWasToldIsThere() {
    assertThat(violations()).isEmpty();
  }

  @Test
  void aLostWrite() {
    on("node-1").remove("a");
    on("node-2").remove("a");
    assertThat(violations()).singleElement().asString().startsWith("2 are lost: a on");
  }

  @Test
  void aDocumentThatOneReplicaLacks() {
    on("node-2").remove("a");
    assertThat(violations())
        .containsExactly(
            "1 are lost: a on node-2", "1 differ between replicas: a on " + BOTH.get(0));
  }

  @Test
  void aDeletedDocumentThatIsAlive() {
    store("gone", 1);
    assertThat(violations()).singleElement().asString().startsWith("2 were deleted and are there");
  }

  @Test
  void aDocumentDeletedByFilterThatIsAlive() {
    account.add(new Write(Write.Kind.DELETE_GROUP, List.of(), "g-a"), Outcome.DONE);
    assertThat(violations()).singleElement().asString().startsWith("2 were deleted and are there");
    stored.values().forEach(documents -> documents.remove("a"));
    assertThat(violations()).isEmpty();
  }

  @Test
  void aStaleValue() {
    account.add(replace("a", 2), Outcome.DONE);
    assertThat(violations()).singleElement().asString().startsWith("2 have another content: a on");
  }

  @Test
  void aMergeThatTookNoEffect() {
    ObjectNode field = new ObjectMapper().createObjectNode().put("id", "a").put("more", 5);
    account.add(new Write(Write.Kind.MERGE, List.of(field), ""), Outcome.DONE);
    assertThat(violations()).singleElement().asString().startsWith("2 have another content");
    stored.values().stream()
        .filter(documents -> documents.containsKey("a"))
        .forEach(documents -> documents.put("a", document("a", 1).put("more", 5)));
    assertThat(violations()).isEmpty();
  }

  @Test
  void replicasThatDifferOnlyInWhatClientsDoNotSee() {
    on("node-2").put("a", document("a", 1).put("_miroir_order", "2"));
    assertThat(violations()).singleElement().asString().startsWith("1 differ between replicas");
  }

  @Test
  void aDocumentWhereItDoesNotBelong() {
    on("node-3").put("a", document("a", 1));
    assertThat(violations())
        .singleElement()
        .asString()
        .contains("no replica in sync")
        .contains("a on node-3");
  }

  @Test
  void aDocumentThatNobodyWrote() {
    store("x", 1);
    assertThat(violations()).singleElement().asString().startsWith("2 were never written");
  }

  @Test
  void anUnknownOutcomeAllowsBothButNotOneHere() {
    account.add(replace("a", 2), Outcome.UNKNOWN);
    assertThat(violations()).isEmpty();
    store("a", 2);
    assertThat(violations()).isEmpty();
    on("node-2").put("a", document("a", 1).put("_miroir_order", "1"));
    assertThat(violations()).singleElement().asString().startsWith("1 differ between replicas");
  }

  @Test
  void whatWasToldAsNotDoneIsNotThere() {
    account.add(replace("a", 2), Outcome.NOT_DONE);
    assertThat(violations()).isEmpty();
    store("a", 2);
    assertThat(violations()).singleElement().asString().startsWith("2 have another content");
    account.add(replace("new", 1), Outcome.NOT_DONE);
    store("a", 1);
    store("new", 1);
    assertThat(violations()).singleElement().asString().startsWith("2 were never written: new on");
  }

  @Test
  void tasksMustSucceedAndBeTheirClientsOwn() {
    List<Long> told = new ArrayList<>(List.of(1L, 2L, 3L));
    Map<Long, String> tasks = Map.of(1L, "succeeded", 2L, "succeeded", 3L, "succeeded");
    assertThat(TaskCheck.violations(told, tasks)).isEmpty();
    told.addAll(List.of(3L, 4L));
    assertThat(TaskCheck.violations(told, Map.of(1L, "succeeded", 2L, "enqueued", 3L, "succeeded")))
        .containsExactly(
            "2 acknowledged tasks did not succeed: task 2 is enqueued; task 4 is not there",
            "1 tasks were told to two clients: task 3");
  }
}
