package miroir.gateway.api.filter;

import java.util.Set;
import miroir.gateway.api.attribute.FacetValue;

/** Reads the smallest pieces of a filter: words, quoted texts, numbers, brackets. */
final class ValueReader {
  private static final Set<String> KEYWORDS =
      Set.of(
          "AND",
          "OR",
          "IN",
          "NOT",
          "TO",
          "EXISTS",
          "IS",
          "NULL",
          "EMPTY",
          "CONTAINS",
          "STARTS",
          "WITH",
          "_geoRadius",
          "_geoBoundingBox");

  private final String text;
  private int at;

  ValueReader(String text) {
    this.text = text;
  }

  int position() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** From a place to the end of the filter. */
  Token rest(int from) {
    return new Token(text.substring(from), text, from, text.length());
  }

  Token piece(int from, int to) {
    return new Token(text.substring(from, to), text, from, to);
  }

  void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  boolean skipRequiredSpace() {
    int before = at;
    skipSpace();
    return at > before;
  }

  /** Takes exactly this text, if it is next. */
  boolean take(String expected) {
    if (text.startsWith(expected, at)) {
      at += expected.length();
      return true;
    }
    return false;
  }

  /** Takes a whole word, if it is next. */
  boolean takeWord(String expected) {
    int end = wordEnd(at);
    if (text.substring(at, end).equals(expected)) {
      at = end;
      return true;
    }
    return false;
  }

  private int wordEnd(int from) {
    int end = from;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (!Character.isLetterOrDigit(c) && !isOtherNumber(c) && "_-.".indexOf(c) < 0) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private static boolean isOtherNumber(int c) {
    int type = Character.getType(c);
    return type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER
        || Character.isAlphabetic(c);
  }

  /** A name or a value with the space around it. */
  Token value() throws Fault {
    while (at < text.length() && FacetValue.isWhiteSpace(text.charAt(at))) {
      at++;
    }
    GeoWords.refuseAsValue(this);
    int start = at;
    Token raw = rawValue(start);
    skipSpace();
    String resolved = Escapes.resolve(raw.value());
    if (resolved == null) {
      throw Fault.soft("Malformed value: `" + escaped(raw.value()) + "`.", raw, Fault.Kind.OTHER);
    }
    return raw.withValue(resolved);
  }

  private Token rawValue(int start) throws Fault {
    if (!atEnd() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
      return quoted(start, text.charAt(at));
    }
    int end = wordEnd(start);
    String word = text.substring(start, end);
    if (!word.isEmpty() && !KEYWORDS.contains(word)) {
      at = end;
      return piece(start, end);
    }
    throw expectedValue(start, !word.isEmpty());
  }

  private Token quoted(int start, char quote) throws Fault {
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      if (text.charAt(i) == '\\') {
        i++;
        if (i >= text.length()) {
          Token place = rest(start + 1);
          throw Fault.hard("Malformed value: `" + escaped(place.value()) + "`.", place);
        }
      }
      i++;
    }
    if (i >= text.length()) {
      Token place = rest(start);
      throw Fault.hard(
          "Expression `"
              + escaped(place.value())
              + "` is missing the following closing delimiter: `"
              + quote
              + "`.",
          place);
    }
    at = i + 1;
    Token inside = piece(start + 1, i);
    return inside.withValue(inside.value().replace("\\" + quote, String.valueOf(quote)));
  }

  private Fault expectedValue(int start, boolean keyword) {
    int end = start;
    while (end < text.length()
        && !FacetValue.isWhiteSpace(text.charAt(end))
        && "()=<>!".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    Token place = piece(start, end);
    String shown = escaped(place.value());
    if (place.value().isBlank()) {
      return Fault.soft(
          "Was expecting a value but instead got nothing.",
          place,
          keyword ? Fault.Kind.RESERVED_KEYWORD : Fault.Kind.EXPECTED_VALUE);
    }
    if (keyword) {
      return Fault.soft(
          "Was expecting a value but instead got `"
              + shown
              + "`, which is a reserved keyword. To use `"
              + shown
              + "` as a field name or a value, surround it by quotes.",
          place,
          Fault.Kind.RESERVED_KEYWORD);
    }
    return Fault.soft(
        "Was expecting a value but instead got `" + shown + "`.", place, Fault.Kind.EXPECTED_VALUE);
  }

  /** A number with the space around it, as text; null-length tokens never come back. */
  Token number() throws Fault {
    skipSpace();
    int start = at;
    int end = start;
    if (end < text.length() && "+-".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    int digits = end;
    while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0) {
      end++;
    }
    int count = end - digits;
    if (end < text.length() && text.charAt(end) == '.') {
      end++;
      while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0) {
        end++;
        count++;
      }
    }
    if (count == 0) {
      throw Fault.soft("not a number", rest(start), Fault.Kind.OTHER);
    }
    end = exponentEnd(end);
    at = end;
    skipSpace();
    return piece(start, end);
  }

  private int exponentEnd(int from) {
    if (from >= text.length() || "eE".indexOf(text.charAt(from)) < 0) {
      return from;
    }
    int end = from + 1;
    if (end < text.length() && "+-".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    int digits = end;
    while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0) {
      end++;
    }
    return end > digits ? end : from;
  }

  /** Text with line breaks, quotes and control characters escaped for a message. */
  static String escaped(String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\0' -> out.append("\\0");
        case '\\', '\'', '"' -> out.append('\\').append(c);
        default -> {
          if (Character.isISOControl(c)) {
            out.append("\\u{").append(Integer.toHexString(c)).append('}');
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }
}
