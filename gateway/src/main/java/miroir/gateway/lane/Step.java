package miroir.gateway.lane;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import miroir.cluster.SlotSet;

/** What an entry, or several joined ones, are on the wire: one request, or two or three. */
enum Step {
  /** The write itself. */
  WRITE,
  /** A tagged deletion of nothing, behind a write that cannot be tagged (writes-measured §2). */
  MARKER,
  /** A change of nothing, so that a late failure fails no neighbour (writes-measured §4.3). */
  SEPARATOR;

  private static final byte[] EMPTY_LIST = "[]".getBytes(StandardCharsets.UTF_8);
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

  /** Returns this step's request for entries that go together. */
  NodeApi.Request request(String node, String index, long epoch, List<Entry> entries) {
    Entry first = entries.get(0);
    if (this == MARKER) {
      String path = index + "/documents/delete-batch?" + tag(epoch, entries);
      return new NodeApi.Request(node, "POST", path, "application/json", EMPTY_LIST);
    }
    if (this == SEPARATOR) {
      return new NodeApi.Request(node, "PATCH", index, "application/json", EMPTY_OBJECT);
    }
    String query = first.parameters();
    if (first.tagged()) {
      query = query.isEmpty() ? tag(epoch, entries) : query + "&" + tag(epoch, entries);
    }
    String path = index + first.resource() + (query.isEmpty() ? "" : "?" + query);
    if (first.pieces().isEmpty()) {
      return new NodeApi.Request(node, first.method(), path, first.contentType(), first.body());
    }
    return new NodeApi.Request(
        node,
        first.method(),
        path,
        "application/x-ndjson",
        new Payload(epoch, List.copyOf(entries)));
  }

  private static String tag(long epoch, List<Entry> entries) {
    TreeMap<Long, SlotSet> writes = new TreeMap<>();
    TreeMap<Long, Integer> members = new TreeMap<>();
    for (Entry entry : entries) {
      writes.put(entry.seq(), entry.slots());
      if (entry.members() > 0) {
        members.put(entry.seq(), entry.members());
      }
    }
    String text = new Tag(entries.get(0).kind(), epoch, writes, members).text();
    return "customMetadata=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
