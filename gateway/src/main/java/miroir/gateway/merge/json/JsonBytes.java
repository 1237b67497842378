package miroir.gateway.merge.json;

import java.nio.charset.StandardCharsets;

/**
 * Finds and reads values in JSON text that a server wrote. Offsets point at a value's first byte
 * and behind its last. Malformed text ends in an {@link IndexOutOfBoundsException} or {@link
 * IllegalArgumentException}, never in an endless loop.
 */
public final class JsonBytes {
  private JsonBytes() {}

  /** Returns the offset of the first byte at or behind {@code at} that is not white space. */
  public static int skipSpace(byte[] json, int at) {
    while (json[at] <= ' ' && json[at] >= 0) {
      at++;
    }
    return at;
  }

  /** Returns the offset behind the value that begins at {@code at}. */
  public static int endOfValue(byte[] json, int at) {
    return switch (json[at]) {
      case '"' -> endOfString(json, at);
      case '{', '[' -> endOfContainer(json, at);
      default -> endOfLiteral(json, at);
    };
  }

  /** Returns the offset behind the string whose opening quote stands at {@code at}. */
  public static int endOfString(byte[] json, int at) {
    at++;
    while (json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static int endOfContainer(byte[] json, int at) {
    int depth = 0;
    while (true) {
      byte next = json[at];
      if (next == '"') {
        at = endOfString(json, at);
        continue;
      }
      at++;
      if (next == '{' || next == '[') {
        depth++;
      } else if ((next == '}' || next == ']') && --depth == 0) {
        return at;
      }
    }
  }

  private static int endOfLiteral(byte[] json, int at) {
    int end = at;
    while (end < json.length && isLiteral(json[end])) {
      end++;
    }
    if (end == at) {
      throw new IllegalArgumentException("no JSON value at offset " + at);
    }
    return end;
  }

  private static boolean isLiteral(byte next) {
    return (next >= '0' && next <= '9')
        || (next >= 'a' && next <= 'z')
        || next == '.'
        || next == '-'
        || next == '+'
        || next == 'E';
  }

  /** Returns whether the string in {@code [from, to)}, quotes included, is this ASCII text. */
  public static boolean isString(byte[] json, int from, int to, String ascii) {
    if (to - from != ascii.length() + 2) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (json[from + 1 + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the text of the string in {@code [from, to)}, quotes included. */
  public static String string(byte[] json, int from, int to) {
    String raw = new String(json, from + 1, to - from - 2, StandardCharsets.UTF_8);
    return raw.indexOf('\\') < 0 ? raw : unescape(raw);
  }

  private static String unescape(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char next = raw.charAt(i);
      if (next != '\\') {
        text.append(next);
        continue;
      }
      char escaped = raw.charAt(++i);
      switch (escaped) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'u' -> {
          text.append((char) Integer.parseInt(raw.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append(escaped);
      }
    }
    return text.toString();
  }

  /** Returns the number in {@code [from, to)} as a double. */
  public static double number(byte[] json, int from, int to) {
    return Double.parseDouble(new String(json, from, to - from, StandardCharsets.ISO_8859_1));
  }

  /** Returns the number in {@code [from, to)}, which has neither fraction nor exponent. */
  public static long integer(byte[] json, int from, int to) {
    return Long.parseLong(new String(json, from, to - from, StandardCharsets.ISO_8859_1));
  }

  /** Returns whether the value at {@code at} is a number. */
  public static boolean isNumber(byte[] json, int at) {
    return json[at] == '-' || (json[at] >= '0' && json[at] <= '9');
  }
}
