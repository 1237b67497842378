package miroir.gateway.json;

/** Walks over the elements of one JSON array, in their order. */
public final class Elements {
  private final byte[] json;
  private int from;
  private int to;
  private boolean first = true;

  /** Stands before the first element of the array whose bracket stands at {@code at}. */
  public Elements(byte[] json, int at) {
    if (json[at] != '[') {
      throw new IllegalArgumentException("no JSON array at offset " + at);
    }
    this.json = json;
    this.to = at + 1;
  }

  /** Moves to the next element; returns false, standing behind the array, when there is none. */
  public boolean next() {
    from = JsonBytes.skipSpace(json, to);
    if (json[from] == ']') {
      to = from + 1;
      return false;
    }
    if (!first) {
      if (json[from] != ',') {
        throw new IllegalArgumentException("no comma at offset " + from);
      }
      from = JsonBytes.skipSpace(json, from + 1);
    }
    first = false;
    to = JsonBytes.endOfValue(json, from);
    return true;
  }

  /** Returns the offset of the current element. */
  public int from() {
    return from;
  }

  /** Returns the offset behind the current element, or behind the array when it is finished. */
  public int to() {
    return to;
  }
}
