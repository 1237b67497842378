package miroir.gateway.merge;

/**
 * One value of a facet with its number of documents.
 *
 * @param key the value as the first node wrote it, a JSON string with its quotes
 * @param text the value's text, unescaped
 * @param count how many documents have it
 */
record FacetEntry(byte[] key, String text, long count) {
  FacetEntry plus(long more) {
    return new FacetEntry(key, text, count + more);
  }
}
