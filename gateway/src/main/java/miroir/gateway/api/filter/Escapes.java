package miroir.gateway.api.filter;

import org.jspecify.annotations.Nullable;

/** Resolves the escapes of filter values. */
final class Escapes {
  private final String text;
  private int at;

  private Escapes(String text) {
    this.text = text;
  }

  /** The text without escapes; null if an escape is unknown. */
  static @Nullable String resolve(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    return new Escapes(text).resolve();
  }

  private @Nullable String resolve() {
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      int resolved = c;
      if (c == '\\') {
        resolved = at < text.length() ? escaped(text.charAt(at++)) : -1;
      }
      if (resolved < 0) {
        return null;
      }
      out.appendCodePoint(resolved);
    }
    return out.toString();
  }

  private int escaped(char c) {
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\'', '"', '\\', '/' -> c;
      case 'u' -> unicode();
      case 'x' -> number(take(2), 16);
      default -> octal(c);
    };
  }

  private int unicode() {
    if (at < text.length() && text.charAt(at) == '{') {
      int close = text.indexOf('}', at);
      int end = close < 0 ? text.length() : close;
      String digits = text.substring(at + 1, end);
      at = Math.min(text.length(), end + 1);
      return codePoint(number(digits, 16));
    }
    return codePoint(number(take(4), 16));
  }

  private static int codePoint(int value) {
    boolean surrogate = value >= 0xD800 && value <= 0xDFFF;
    return surrogate || !Character.isValidCodePoint(value) ? -1 : value;
  }

  private int octal(char first) {
    if (first < '0' || first > '7') {
      return -1;
    }
    int more = first <= '3' ? 2 : 1;
    StringBuilder digits = new StringBuilder().append(first);
    while (more > 0 && at < text.length() && Character.digit(text.charAt(at), 8) >= 0) {
      digits.append(text.charAt(at++));
      more--;
    }
    return number(digits.toString(), 8);
  }

  private String take(int count) {
    int end = Math.min(text.length(), at + count);
    String part = text.substring(at, end);
    at = end;
    return part.length() == count ? part : "";
  }

  private static int number(String digits, int radix) {
    try {
      return Integer.parseInt(digits, radix);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
