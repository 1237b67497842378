package miroir.gateway.merge;

/**
 * One value of a facet with its number of documents.
 *
 * @param key the value as a node wrote it, a JSON string with its quotes. Each node shows the
 *     spelling of its own oldest document; of several the least one by code points is shown, so
 *     that the answer does not depend on which nodes were asked
 * @param text the value's text, unescaped
 * @param count how many documents have it
 */
record FacetEntry(byte[] key, String text, long count) {
  FacetEntry plus(long more) {
    return new FacetEntry(key, text, count + more);
  }

  FacetEntry joined(FacetEntry more) {
    boolean first = text.compareTo(more.text) <= 0;
    return new FacetEntry(first ? key : more.key, first ? text : more.text, count + more.count);
  }
}
