package miroir.gateway.writer;

import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.Members;
import org.jspecify.annotations.Nullable;

/**
 * Reads ids out of the bytes of plain documents, as most are, without building a tree. A document
 * with anything unusual is left to the slow way, which also knows the words of each complaint.
 */
final class PlainId {
  /** So many digits are a number in canonical text, whatever they are. */
  private static final int MAX_DIGITS = 18;

  private final String key;
  private final boolean plain;

  PlainId(@Nullable String primaryKey) {
    key = primaryKey == null ? "" : primaryKey;
    plain = !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 127 && c != '.');
  }

  /** Returns the id in canonical text, or null when only the tree can tell. */
  @Nullable String of(Document document) {
    if (!plain || document.suspicious()) {
      return null;
    }
    byte[] json = document.source();
    Members members = new Members(json, document.start());
    int from = -1;
    int to = -1;
    while (members.next()) {
      if (members.keyIs(key)) {
        from = members.valueFrom();
        to = members.valueTo();
      } else if (isUnusual(json, members.keyFrom() + 1, members.keyTo() - 1)) {
        return null;
      }
    }
    return from < 0 ? null : canonical(json, from, to);
  }

  /** Escapes may spell any name, and an underscore begins all names that mean something. */
  private static boolean isUnusual(byte[] json, int from, int to) {
    for (int at = from; at < to; at++) {
      if (json[at] == '\\') {
        return true;
      }
    }
    return from < to && json[from] == '_';
  }

  private static @Nullable String canonical(byte[] json, int from, int to) {
    if (json[from] == '"') {
      String text = JsonBytes.string(json, from, to);
      return PrimaryKey.isValid(text) ? text : null;
    }
    int first = json[from] == '-' ? from + 1 : from;
    int digits = to - first;
    if (digits < 1 || digits > MAX_DIGITS || (json[first] == '0' && to - from > 1)) {
      return null;
    }
    for (int at = first; at < to; at++) {
      if (json[at] < '0' || json[at] > '9') {
        return null;
      }
    }
    return JsonBytes.ascii(json, from, to);
  }
}
