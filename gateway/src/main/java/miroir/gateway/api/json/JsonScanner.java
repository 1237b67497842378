package miroir.gateway.api.json;

import java.nio.charset.StandardCharsets;

/**
 * Walks over JSON text without building anything and complains with the words and positions of
 * Meilisearch's parser. A lenient scanner only skips, as the parser does over documents; a strict
 * one also refuses what cannot become a value: lone surrogates and numbers beyond a double.
 */
public final class JsonScanner {
  private static final int MAX_DEPTH = 128;

  /** So long a number without exponent is never beyond a double. */
  private static final int SAFE_DIGITS = 300;

  private final byte[] text;
  private final int end;
  private final boolean strict;
  private int at;
  private boolean judgesKeys;
  private boolean inOuterKey;
  private boolean escapedKey;
  private boolean suspicious;

  private JsonScanner(byte[] text, int start, int end, boolean strict) {
    this.text = text;
    this.at = start;
    this.end = end;
    this.strict = strict;
  }

  /** Scans a whole array of bytes, skipping over what it cannot judge. */
  public static JsonScanner lenient(byte[] text) {
    return new JsonScanner(text, 0, text.length, false);
  }

  /** Scans a part and also refuses numbers and escapes that cannot become values. */
  public static JsonScanner strict(byte[] text, int start, int end) {
    return new JsonScanner(text, start, end, true);
  }

  /** Checks that the bytes are one JSON value and nothing else. */
  public static void requireOneValue(byte[] text) throws JsonSyntax {
    JsonScanner scanner = strict(text, 0, text.length);
    scanner.skipValue();
    scanner.requireEnd();
  }

  /** Checks that the keys of one object can become text; everything else was skipped before. */
  public static void requireKeys(byte[] object) throws JsonSyntax {
    JsonScanner scanner = lenient(object);
    scanner.judgesKeys = true;
    scanner.skipValue();
  }

  /** True if a key of an outermost object that was skipped is written with escapes of Unicode. */
  public boolean hasEscapedKey() {
    return escapedKey;
  }

  /**
   * True if a lenient scanner has skipped what a strict one might refuse, since this was last
   * asked.
   */
  public boolean wasSuspicious() {
    boolean was = suspicious;
    suspicious = false;
    return was;
  }

  /** Offset of the next byte to be read. */
  public int position() {
    return at;
  }

  /** Skips white space and tells the next byte, or -1 at the end. */
  public int peek() {
    while (at < end) {
      byte b = text[at];
      if (b != ' ' && b != '\n' && b != '\t' && b != '\r') {
        return b & 0xff;
      }
      at++;
    }
    return -1;
  }

  /** Steps over one byte that {@link #peek} has shown. */
  public void step() {
    at++;
  }

  /** Requires that only white space is left. */
  public void requireEnd() throws JsonSyntax {
    if (peek() >= 0) {
      throw complainAtNext("trailing characters");
    }
  }

  /** A complaint about the byte that would be read next. */
  public JsonSyntax complainAtNext(String what) {
    return complain(what, Math.min(end, at + 1));
  }

  private JsonSyntax complainHere(String what) {
    return complain(what, at);
  }

  private JsonSyntax complain(String what, int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (text[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonSyntax(what + " at line " + line + " column " + (offset - lineStart));
  }

  /** Skips white space and one value. */
  public void skipValue() throws JsonSyntax {
    skipValue(0);
  }

  private void skipValue(int depth) throws JsonSyntax {
    int next = peek();
    if (depth >= MAX_DEPTH && (next == '{' || next == '[')) {
      suspicious = true;
      if (strict) {
        throw complainAtNext("recursion limit exceeded");
      }
    }
    switch (next) {
      case -1 -> throw complainAtNext("EOF while parsing a value");
      case '{' -> skipObject(depth);
      case '[' -> skipArray(depth);
      case '"' -> {
        at++;
        skipString();
      }
      case 't' -> skipWord("true");
      case 'f' -> skipWord("false");
      case 'n' -> skipWord("null");
      case '-' -> {
        at++;
        skipNumber(at - 1);
      }
      default -> {
        if (next < '0' || next > '9') {
          throw complainAtNext("expected value");
        }
        skipNumber(at);
      }
    }
  }

  private void skipWord(String word) throws JsonSyntax {
    at++;
    for (int i = 1; i < word.length(); i++) {
      if (at >= end) {
        throw complainHere("EOF while parsing a value");
      }
      if (text[at++] != word.charAt(i)) {
        throw complainHere("expected ident");
      }
    }
  }

  private void skipArray(int depth) throws JsonSyntax {
    at++;
    boolean first = true;
    while (true) {
      int next = peek();
      if (next < 0) {
        throw complainAtNext("EOF while parsing a list");
      }
      if (next == ']') {
        at++;
        return;
      }
      if (!first) {
        requireComma(next, "expected `,` or `]`");
        int after = peek();
        if (after == ']') {
          throw complainAtNext(strict ? "trailing comma" : "expected value");
        }
        if (after < 0) {
          throw complainAtNext("EOF while parsing a value");
        }
      }
      first = false;
      skipValue(depth + 1);
    }
  }

  private void skipObject(int depth) throws JsonSyntax {
    at++;
    boolean first = true;
    while (true) {
      int next = peek();
      if (next < 0) {
        throw complainAtNext("EOF while parsing an object");
      }
      if (next == '}') {
        at++;
        return;
      }
      if (!first) {
        requireComma(next, "expected `,` or `}`");
      }
      inOuterKey = depth == 0;
      skipKey(first);
      inOuterKey = false;
      first = false;
      skipValue(depth + 1);
    }
  }

  private void requireComma(int next, String otherwise) throws JsonSyntax {
    if (next != ',') {
      throw complainAtNext(otherwise);
    }
    at++;
  }

  private void skipKey(boolean first) throws JsonSyntax {
    int next = peek();
    if (next != '"') {
      if (next < 0) {
        throw complainAtNext(
            first || !strict ? "EOF while parsing an object" : "EOF while parsing a value");
      }
      throw complainAtNext(strict && next == '}' ? "trailing comma" : "key must be a string");
    }
    at++;
    skipString();
    int colon = peek();
    if (colon < 0) {
      throw complainAtNext("EOF while parsing an object");
    }
    if (colon != ':') {
      throw complainAtNext("expected `:`");
    }
    at++;
  }

  private void skipString() throws JsonSyntax {
    while (true) {
      if (at >= end) {
        throw complainHere("EOF while parsing a string");
      }
      int b = text[at++] & 0xff;
      if (b == '"') {
        return;
      }
      if (b == '\\') {
        skipEscape();
      } else if (b < 0x20) {
        throw complainHere("control character (\\u0000-\\u001F) found while parsing a string");
      }
    }
  }

  private void skipEscape() throws JsonSyntax {
    if (at >= end) {
      throw complainHere("EOF while parsing a string");
    }
    int b = text[at++];
    if (b == 'u') {
      skipUnicodeEscape();
    } else if ("\"\\/bfnrt".indexOf(b) < 0) {
      throw complainHere("invalid escape");
    }
  }

  private void skipUnicodeEscape() throws JsonSyntax {
    int unit = hexadecimal();
    escapedKey |= inOuterKey;
    suspicious |= unit >= 0xD800 && unit <= 0xDFFF;
    if (!strict && !(judgesKeys && inOuterKey)) {
      return;
    }
    if (unit >= 0xDC00 && unit <= 0xDFFF) {
      throw complainHere("lone leading surrogate in hex escape");
    }
    if (unit >= 0xD800 && unit <= 0xDBFF) {
      requireNext('\\');
      requireNext('u');
      int low = hexadecimal();
      if (low < 0xDC00 || low > 0xDFFF) {
        throw complainHere("lone leading surrogate in hex escape");
      }
    }
  }

  private void requireNext(char expected) throws JsonSyntax {
    if (at >= end) {
      throw complainHere("EOF while parsing a string");
    }
    if (text[at++] != expected) {
      throw complainHere("unexpected end of hex escape");
    }
  }

  private int hexadecimal() throws JsonSyntax {
    if (at + 4 > end) {
      at = end;
      throw complainHere("EOF while parsing a string");
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(text[at++], 16);
      unit = digit < 0 || unit < 0 ? -1 : unit * 16 + digit;
    }
    if (unit < 0) {
      throw complainHere("invalid escape");
    }
    return unit;
  }

  private void skipNumber(int start) throws JsonSyntax {
    if (at >= end) {
      throw complainHere("EOF while parsing a value");
    }
    int first = text[at++];
    if (first == '0') {
      if (isDigitNext()) {
        throw complainAtNext("invalid number");
      }
    } else if (first >= '1' && first <= '9') {
      skipDigits();
    } else {
      throw complainHere("invalid number");
    }
    boolean exponent = false;
    if (at < end && text[at] == '.') {
      at++;
      requireDigit();
      skipDigits();
    }
    if (at < end && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      exponent = true;
      if (at < end && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      requireExponentDigit();
      skipDigits();
    }
    if (at - start > SAFE_DIGITS || exponent) {
      suspicious = true;
      if (strict) {
        requireFinite(start);
      }
    }
  }

  private void requireFinite(int start) throws JsonSyntax {
    String number = new String(text, start, at - start, StandardCharsets.US_ASCII);
    if (Double.isInfinite(Double.parseDouble(number))) {
      throw complainHere("number out of range");
    }
  }

  private void requireDigit() throws JsonSyntax {
    if (at >= end) {
      throw complainAtNext("EOF while parsing a value");
    }
    if (!isDigitNext()) {
      throw complainAtNext("invalid number");
    }
  }

  private void requireExponentDigit() throws JsonSyntax {
    if (at >= end) {
      throw complainHere("EOF while parsing a value");
    }
    if (!isDigitNext()) {
      at++;
      throw complainHere("invalid number");
    }
  }

  private void skipDigits() {
    while (isDigitNext()) {
      at++;
    }
  }

  private boolean isDigitNext() {
    return at < end && text[at] >= '0' && text[at] <= '9';
  }
}
