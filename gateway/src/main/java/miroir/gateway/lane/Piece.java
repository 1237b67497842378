package miroir.gateway.lane;

/**
 * One document of a client's body, passed through as it was sent.
 *
 * @param source the body
 * @param start its first byte, an opening brace
 * @param end behind its last byte, a closing brace
 * @param id the primary key, as text
 * @param slot its slot
 * @param place its place within the request, from 0: the order of writing
 */
public record Piece(byte[] source, int start, int end, String id, int slot, int place) {
  /** Returns the document's length in bytes. */
  public int length() {
    return end - start;
  }
}
