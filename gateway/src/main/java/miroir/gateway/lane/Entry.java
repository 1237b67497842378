package miroir.gateway.lane;

import java.util.List;
import miroir.cluster.SlotSet;
import org.jspecify.annotations.Nullable;

/**
 * What one write means for one node.
 *
 * @param kind a client's write, or a part of a copy
 * @param seq the write's sequence number
 * @param number order number of its first document
 * @param method HTTP method
 * @param resource path below the index, such as {@code /documents}
 * @param parameters query without the tag, may be empty
 * @param contentType of the body, null without one
 * @param body the body, unless there are pieces
 * @param pieces documents of the body
 * @param slots what it touches on this node
 * @param members how many members must have the write before the client is told, this one among
 *     them; 0: nobody waits for this one
 * @param tagged whether the node keeps a tag with it; else a tagged empty deletion follows
 * @param risky whether it can fail late, so that a separator must follow (writes-measured §4.3)
 */
public record Entry(
    Tag.Kind kind,
    long seq,
    long number,
    String method,
    String resource,
    String parameters,
    @Nullable String contentType,
    byte[] body,
    List<Piece> pieces,
    SlotSet slots,
    int members,
    boolean tagged,
    boolean risky) {

  /** Returns whether this and a later neighbour may go as one request. */
  boolean joins(Entry next) {
    return kind == next.kind
        && !pieces.isEmpty()
        && !next.pieces.isEmpty()
        && method.equals(next.method)
        && resource.equals(next.resource)
        && parameters.equals(next.parameters);
  }

  /** Returns the same content as a part of a copy, under another number. */
  public Entry copied(long newSeq) {
    return as(Tag.Kind.COPY, newSeq, 0);
  }

  /** Returns it as one of those that the client waits for. */
  public Entry awaited(int ofMembers) {
    return as(kind, seq, ofMembers);
  }

  private Entry as(Tag.Kind newKind, long newSeq, int newMembers) {
    return new Entry(
        newKind,
        newSeq,
        number,
        method,
        resource,
        parameters,
        contentType,
        body,
        pieces,
        slots,
        newMembers,
        tagged,
        risky);
  }

  /** Returns the size of what is sent, in bytes, without the reserved fields. */
  public int bytes() {
    return pieces.isEmpty() ? body.length : pieces.stream().mapToInt(Piece::length).sum();
  }
}
