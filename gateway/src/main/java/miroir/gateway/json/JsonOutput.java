package miroir.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON text under construction: raw ranges, numbers and strings, appended one behind another. */
public final class JsonOutput {
  private byte[] bytes;
  private int length;

  /** Begins an empty text with room for so many bytes; more are taken as needed. */
  public JsonOutput(int room) {
    bytes = new byte[Math.max(64, room)];
  }

  /** Appends ASCII text as it is. */
  public JsonOutput raw(String ascii) {
    int count = ascii.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length += count;
    return this;
  }

  /** Appends one ASCII character as it is. */
  public JsonOutput raw(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Appends the range {@code [from, to)} as it is. */
  public JsonOutput raw(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  /** Appends a whole number. */
  public JsonOutput number(long number) {
    return raw(Long.toString(number));
  }

  /** Appends a string with quotes, escaped as a node would. */
  public JsonOutput string(String text) {
    raw('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next >= ' ' && next != '"' && next != '\\') {
        continue;
      }
      utf8(text.substring(plain, i));
      plain = i + 1;
      switch (next) {
        case '"' -> raw("\\\"");
        case '\\' -> raw("\\\\");
        case '\n' -> raw("\\n");
        case '\r' -> raw("\\r");
        case '\t' -> raw("\\t");
        case '\b' -> raw("\\b");
        case '\f' -> raw("\\f");
        default -> raw("\\u%04x".formatted((int) next));
      }
    }
    utf8(text.substring(plain));
    return raw('"');
  }

  /** Returns how many bytes have been appended. */
  public int length() {
    return length;
  }

  /** Takes back what was appended behind the first {@code length} bytes. */
  public void cutTo(int length) {
    this.length = Math.min(this.length, length);
  }

  /** Returns the byte that was appended last. */
  public byte last() {
    return bytes[length - 1];
  }

  /** Returns a copy of the text. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void utf8(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    raw(encoded, 0, encoded.length);
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
