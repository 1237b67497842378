package miroir.chaos.embedded.store;

/** Attribute and position of a word in one number, which is Lucene's position. */
public final class Places {
  private static final int POSITION_BITS = 16;

  private Places() {}

  /** Both in one. */
  public static int of(int attribute, int position) {
    return attribute << POSITION_BITS | position;
  }

  /** The attribute. */
  public static int attribute(int place) {
    return place >>> POSITION_BITS;
  }

  /** The position within the attribute. */
  public static int position(int place) {
    return place & 0xffff;
  }
}
