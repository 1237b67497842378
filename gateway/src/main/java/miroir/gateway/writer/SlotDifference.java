package miroir.gateway.writer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.api.json.Json;

/**
 * Which documents of a run differ between two members. Bytes are compared first: two members mostly
 * store a document alike. Pure.
 */
final class SlotDifference {
  private SlotDifference() {}

  /** Returns the ids of documents that are on one side only, or differ in their content. */
  static List<String> ids(SlotReads.Base one, SlotReads.Base other, String primaryKey) {
    Set<Bytes> alike = new HashSet<>();
    for (int i = 0; i < other.size(); i++) {
      alike.add(Bytes.of(other, i));
    }
    PrimaryKey key = new PrimaryKey(primaryKey);
    Map<String, ObjectNode> left = new HashMap<>();
    for (int i = 0; i < one.size(); i++) {
      if (!alike.remove(Bytes.of(one, i))) {
        ObjectNode document = one.document(i);
        left.put(key.idOf(document), document);
      }
    }
    List<String> differing = new ArrayList<>();
    for (Bytes bytes : alike) {
      ObjectNode document = (ObjectNode) Json.tree(bytes.body, bytes.from, bytes.length);
      String id = key.idOf(document);
      ObjectNode same = left.remove(id);
      if (same == null || !content(same).equals(content(document))) {
        differing.add(id);
      }
    }
    differing.addAll(left.keySet());
    return differing;
  }

  /** Vectors that the server makes itself need not be the same everywhere. */
  private static JsonNode content(ObjectNode document) {
    JsonNode vectors = document.path("_vectors");
    for (JsonNode vector : vectors) {
      if (vector instanceof ObjectNode of && of.path("regenerate").asBoolean()) {
        of.remove("embeddings");
      }
    }
    return document;
  }

  /** A document's bytes. */
  private record Bytes(byte[] body, int from, int length, int hash) {
    static Bytes of(SlotReads.Base base, int number) {
      int from = base.documents()[2 * number];
      int to = base.documents()[2 * number + 1];
      int hash = 1;
      for (int i = from; i < to; i++) {
        hash = 31 * hash + base.body()[i];
      }
      return new Bytes(base.body(), from, to - from, hash);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that
          && hash == that.hash
          && java.util.Arrays.equals(
              body, from, from + length, that.body, that.from, that.from + that.length);
    }
  }
}
