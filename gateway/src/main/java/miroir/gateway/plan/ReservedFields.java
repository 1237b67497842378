package miroir.gateway.plan;

/**
 * Names of the fields that Miroir adds to every document on a node and never shows to a client
 * (architecture.md, How a document is stored on a node).
 */
public final class ReservedFields {
  /** What names of reserved fields begin with; clients may not use such names. */
  public static final String PREFIX = "_miroir_";

  /** The field of the three shard tokens, see {@link Tokens#ofSlot}. */
  public static final String SHARD = PREFIX + "shard";

  /** The field of the order of writing, see {@link OrderKey}. */
  public static final String ORDER = PREFIX + "order";

  /** The ranking rule that lets ties stand in the order of writing; the last one on every node. */
  public static final String ORDER_RULE = ORDER + ":asc";

  private ReservedFields() {}

  /** Returns whether a field, or the first part of a dotted path, is one of Miroir's own. */
  public static boolean contains(String field) {
    return field.startsWith(PREFIX);
  }
}
