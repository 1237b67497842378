package miroir.gateway.json;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value as filters, facets and distinct see it: a number, or a text trimmed, decomposed (NFKD)
 * and in lower case (meilisearch-measured.md §1.4). Two spellings of one value are equal.
 *
 * @param number the number, or null for a text
 * @param text the normalised text; empty for a number
 */
public record FieldValue(@Nullable Double number, String text) {
  /** Returns a number as a value. */
  public static FieldValue number(double number) {
    // Negative zero equals zero on a node, but not as a boxed double.
    return new FieldValue(number == 0 ? 0.0 : number, "");
  }

  /** Returns a text as a value. */
  public static FieldValue text(String text) {
    return new FieldValue(null, normalise(text));
  }

  /** Returns whether this is a number. */
  public boolean isNumber() {
    return number != null;
  }

  /** Returns the number. */
  public double asDouble() {
    return Objects.requireNonNull(number, "a text is no number");
  }

  /** Takes the values of a field one by one. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes a value that was written in {@code [from, to)}. */
    void visit(FieldValue value, int from, int to);
  }

  /**
   * Returns the values of a field in a document, in their order: those of nested objects and arrays
   * too, none for null or an object.
   *
   * @param json bytes that hold the document
   * @param at offset of the document's brace
   * @param path the field's name, with dots where it lies in objects
   */
  public static List<FieldValue> of(byte[] json, int at, String path) {
    List<FieldValue> values = new ArrayList<>();
    visit(json, at, path, (value, from, to) -> values.add(value));
    return values;
  }

  /** Visits the values of a field in a document, as {@link #of} returns them. */
  public static void visit(byte[] json, int at, String path, Visitor visitor) {
    if (json[at] == '[') {
      Elements elements = new Elements(json, at);
      while (elements.next()) {
        visit(json, elements.from(), path, visitor);
      }
    } else if (path.isEmpty()) {
      visitScalar(json, at, visitor);
    } else if (json[at] == '{') {
      Members members = new Members(json, at);
      while (members.next()) {
        String key = members.key();
        if (key.equals(path)) {
          visit(json, members.valueFrom(), "", visitor);
        } else if (path.startsWith(key + ".")) {
          visit(json, members.valueFrom(), path.substring(key.length() + 1), visitor);
        }
      }
    }
  }

  private static void visitScalar(byte[] json, int at, Visitor visitor) {
    int to = JsonBytes.endOfValue(json, at);
    if (json[at] == '"') {
      visitor.visit(text(JsonBytes.string(json, at, to)), at, to);
    } else if (JsonBytes.isNumber(json, at)) {
      visitor.visit(number(JsonBytes.number(json, at, to)), at, to);
    } else if (json[at] == 't') {
      visitor.visit(text("true"), at, to);
    } else if (json[at] == 'f') {
      visitor.visit(text("false"), at, to);
    }
  }

  /** Returns a text as a node compares it. */
  public static String normalise(String text) {
    String trimmed = trim(text);
    boolean ascii = trimmed.chars().allMatch(next -> next < 128);
    String decomposed = ascii ? trimmed : Normalizer.normalize(trimmed, Normalizer.Form.NFKD);
    return decomposed.toLowerCase(Locale.ROOT);
  }

  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Unicode's White_Space, which is more than Java's: U+0085 and the no-break spaces belong. */
  private static boolean isSpace(char next) {
    return next == ' ' || (next >= '\t' && next <= '\r') || isWideSpace(next);
  }

  private static boolean isWideSpace(char next) {
    return next == 0x85 || Character.isSpaceChar(next);
  }
}
