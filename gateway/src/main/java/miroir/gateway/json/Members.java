package miroir.gateway.json;

/**
 * Walks over the members of one JSON object, in their order. A value's end is looked for only when
 * asked; whoever reads a value on the way says where it ended by {@link #endsAt}.
 */
public final class Members {
  private static final int UNKNOWN = -1;

  private final byte[] json;
  private int next;
  private int keyFrom;
  private int keyTo;
  private int valueFrom;
  private int valueTo;
  private boolean first = true;

  /** Stands before the first member of the object whose brace stands at {@code at}. */
  public Members(byte[] json, int at) {
    if (json[at] != '{') {
      throw new IllegalArgumentException("no JSON object at offset " + at);
    }
    this.json = json;
    this.next = at + 1;
  }

  /** Moves to the next member; returns false, standing behind the object, when there is none. */
  public boolean next() {
    if (!first) {
      next = valueTo();
    }
    next = JsonBytes.skipSpace(json, next);
    if (json[next] == '}') {
      next++;
      return false;
    }
    if (!first) {
      if (json[next] != ',') {
        throw new IllegalArgumentException("no comma at offset " + next);
      }
      next = JsonBytes.skipSpace(json, next + 1);
    }
    first = false;
    keyFrom = next;
    keyTo = JsonBytes.endOfString(json, keyFrom);
    int colon = JsonBytes.skipSpace(json, keyTo);
    valueFrom = JsonBytes.skipSpace(json, colon + 1);
    valueTo = UNKNOWN;
    return true;
  }

  /** Returns the offset behind the object, once {@link #next} has returned false. */
  public int end() {
    return next;
  }

  /** Says where the current value ends, to a caller's knowledge. */
  public void endsAt(int end) {
    valueTo = end;
  }

  /** Returns the offset of the current key's opening quote. */
  public int keyFrom() {
    return keyFrom;
  }

  /** Returns the offset behind the current key's closing quote. */
  public int keyTo() {
    return keyTo;
  }

  /** Returns the current key. */
  public String key() {
    return JsonBytes.string(json, keyFrom, keyTo);
  }

  /** Returns whether the current key is this ASCII text. */
  public boolean keyIs(String ascii) {
    return JsonBytes.isString(json, keyFrom, keyTo, ascii);
  }

  /** Returns whether the current key begins with this character, which is ASCII. */
  public boolean keyBegins(char ascii) {
    return json[keyFrom + 1] == ascii;
  }

  /** Returns the offset of the current value. */
  public int valueFrom() {
    return valueFrom;
  }

  /** Returns the offset behind the current value. */
  public int valueTo() {
    if (valueTo == UNKNOWN) {
      valueTo = JsonBytes.endOfValue(json, valueFrom);
    }
    return valueTo;
  }
}
