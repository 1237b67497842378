package miroir.gateway.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import miroir.gateway.api.json.Json;

/**
 * One document inside a payload, as the client wrote it.
 *
 * @param source bytes that hold it; shared, not to be changed
 * @param start offset of its opening brace
 * @param end offset behind its closing brace
 * @param suspicious whether it may hold a value that cannot be stored
 */
public record Document(byte[] source, int start, int end, boolean suspicious) {
  /** Its size in bytes. */
  public int length() {
    return end - start;
  }

  /** A copy of its bytes. */
  public byte[] bytes() {
    return Arrays.copyOfRange(source, start, end);
  }

  /** Its tree; of a key that occurs twice the last value counts. */
  public ObjectNode tree() {
    JsonNode tree = Json.tree(source, start, length());
    return (ObjectNode) tree;
  }
}
