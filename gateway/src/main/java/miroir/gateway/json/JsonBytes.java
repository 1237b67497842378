package miroir.gateway.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Finds and reads values in JSON text that a server wrote. Offsets point at a value's first byte
 * and behind its last. Malformed text ends in an {@link IndexOutOfBoundsException} or {@link
 * IllegalArgumentException}, never in an endless loop.
 */
public final class JsonBytes {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long QUOTES = 0x0101010101010101L * '"';
  private static final long BACKSLASHES = 0x0101010101010101L * '\\';

  /** So many digits never overflow. */
  private static final int MAX_DIGITS = 18;

  private static final byte PLAIN = 0;
  private static final byte STRING = 2;

  /** What a byte outside of strings means; 1 and -1 for brackets, by which the depth changes. */
  private static final byte[] KINDS = new byte[256];

  static {
    KINDS['"'] = STRING;
    KINDS['{'] = 1;
    KINDS['['] = 1;
    KINDS['}'] = -1;
    KINDS[']'] = -1;
  }

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
    while (true) {
      // Eight bytes at a time while none of them ends or escapes anything.
      while (at + Long.BYTES <= json.length) {
        long word = (long) WORDS.get(json, at);
        long found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
        if (found != 0) {
          at += Long.numberOfTrailingZeros(found) >>> 3;
          break;
        }
        at += Long.BYTES;
      }
      byte next = json[at];
      if (next == '"') {
        return at + 1;
      }
      at += next == '\\' ? 2 : 1;
    }
  }

  /** Returns a word whose lowest bit set lies in the lowest byte that is zero; 0 if none is. */
  private static long zeros(long word) {
    return (word - 0x0101010101010101L) & ~word & 0x8080808080808080L;
  }

  private static int endOfContainer(byte[] json, int at) {
    int depth = 0;
    while (true) {
      byte kind = KINDS[json[at] & 0xFF];
      if (kind == PLAIN) {
        at++;
      } else if (kind == STRING) {
        at = endOfString(json, at);
      } else {
        at++;
        depth += kind;
        if (depth == 0) {
          return at;
        }
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

  /** Returns the ASCII text in {@code [from, to)} as it is. */
  public static String ascii(byte[] json, int from, int to) {
    return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
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
    return Double.parseDouble(ascii(json, from, to));
  }

  /** Returns the number in {@code [from, to)}, which has neither fraction nor exponent. */
  public static long integer(byte[] json, int from, int to) {
    boolean negative = json[from] == '-';
    int first = negative ? from + 1 : from;
    if (to - first > MAX_DIGITS) {
      return Long.parseLong(ascii(json, from, to));
    }
    long number = 0;
    for (int at = first; at < to; at++) {
      int digit = json[at] - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException("no whole number at offset " + from);
      }
      number = 10 * number + digit;
    }
    return negative ? -number : number;
  }

  /** Returns whether the value at {@code at} is a number. */
  public static boolean isNumber(byte[] json, int at) {
    return json[at] == '-' || (json[at] >= '0' && json[at] <= '9');
  }
}
