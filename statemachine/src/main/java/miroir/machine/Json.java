package miroir.machine;

/** The little JSON that the state itself writes: details of index operations. */
final class Json {
  private Json() {}

  /** Returns a JSON string. Names that get here hold letters, digits, {@code -}, {@code _}. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
