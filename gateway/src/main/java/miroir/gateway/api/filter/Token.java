package miroir.gateway.api.filter;

import miroir.gateway.api.json.JsonText;

/**
 * A piece of a filter.
 *
 * @param value what it means, escapes resolved
 * @param source the whole filter
 * @param start offset of its first character in the source
 * @param end offset behind its last character
 */
public record Token(String value, String source, int start, int end) {
  /** A token that means something else but complains at the same place. */
  Token withValue(String newValue) {
    return new Token(newValue, source, start, end);
  }

  /** The meaning in double quotes. */
  String quoted() {
    return JsonText.quoted(value);
  }

  /** "message\ncolumn:column filter", columns counted in characters from the last line break. */
  String complaint(String message) {
    int lineStart = source.lastIndexOf('\n', start - 1) + 1;
    int column = source.codePointCount(lineStart, start) + 1;
    int size = source.codePointCount(start, end);
    return message + "\n" + column + ":" + (column + size) + " " + source;
  }
}
