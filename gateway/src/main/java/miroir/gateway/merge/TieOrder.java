package miroir.gateway.merge;

/**
 * Where a document stands among hits that tie on every rule, for indexes whose documents carry no
 * order of writing.
 */
@FunctionalInterface
public interface TieOrder {
  /** All documents stand alike; the number of the node decides. */
  TieOrder NONE = primaryKey -> 0;

  /** Returns the document's place; less comes first. */
  long of(String primaryKey);
}
