package miroir.gateway.writer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.api.json.Json;
import miroir.gateway.lane.Entry;
import miroir.gateway.lane.Tag;

/** What a copy puts into its target's lane, numbered like writes. Runs on the writer's loop. */
final class CopyEntries {
  private static final byte[] NO_IDS = "[]".getBytes(StandardCharsets.UTF_8);

  private final LongSupplier nextSeq;

  CopyEntries(LongSupplier nextSeq) {
    this.nextSeq = nextSeq;
  }

  /**
   * An entry of a copy.
   *
   * @param documents how many the target must count, -1 for none
   */
  record Part(Entry entry, int documents) {}

  /**
   * Returns what turns a target's slots into the base.
   *
   * @param there ids that the target has in these slots
   * @param vectors whether documents may have vectors: those of an old version stay when a new one
   *     replaces it, so it is deleted first (meilisearch-writes-measured §6)
   */
  List<Part> of(
      SlotSet slots, SlotReads.Base base, List<String> there, String primaryKey, boolean vectors) {
    List<Part> parts = new ArrayList<>();
    if (vectors) {
      parts.addAll(deletions(slots, there));
    }
    parts.addAll(documents(slots, base, primaryKey));
    if (!vectors && !there.isEmpty()) {
      Set<String> wanted = new HashSet<>(base.ids(primaryKey));
      parts.addAll(deletions(slots, there.stream().filter(id -> !wanted.contains(id)).toList()));
    }
    return parts;
  }

  /** Returns what puts documents into a target's slots. */
  List<Part> documents(SlotSet slots, SlotReads.Base base, String primaryKey) {
    List<Part> parts = new ArrayList<>();
    String parameters = "primaryKey=" + URLEncoder.encode(primaryKey, StandardCharsets.UTF_8);
    for (SlotReads.Lines lines : base.lines(Limits.COPY_REQUEST_BYTES)) {
      parts.add(
          new Part(
              entry(Tag.Kind.COPY, "/documents", parameters, lines.bytes(), slots),
              lines.documents()));
    }
    return parts;
  }

  /** Returns what deletes documents there. */
  List<Part> deletions(SlotSet slots, List<String> ids) {
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += Limits.COPY_DELETIONS) {
      ArrayNode list = Json.object().arrayNode();
      ids.subList(from, Math.min(ids.size(), from + Limits.COPY_DELETIONS)).forEach(list::add);
      byte[] body = Json.bytes(list);
      parts.add(new Part(entry(Tag.Kind.COPY, "/documents/delete-batch", "", body, slots), -1));
    }
    return parts;
  }

  /** Returns a write of the tail, to be sent behind the base. */
  Part again(Entry write) {
    return new Part(write.copied(nextSeq.getAsLong()), -1);
  }

  /** Returns what ends a copy: every write before its number is in it. */
  Part end(SlotSet slots) {
    return new Part(entry(Tag.Kind.COPIED, "/documents/delete-batch", "", NO_IDS, slots), -1);
  }

  /** Returns what deletes everything in slots that belong to nobody there any more. */
  Entry clearance(SlotSet slots) {
    return entry(Tag.Kind.COPY, "/documents/delete", "", Clearing.body(slots), slots);
  }

  private Entry entry(
      Tag.Kind kind, String resource, String parameters, byte[] body, SlotSet slots) {
    boolean lines = resource.equals("/documents");
    return new Entry(
        kind,
        nextSeq.getAsLong(),
        0,
        "POST",
        resource,
        parameters,
        lines ? "application/x-ndjson" : "application/json",
        body,
        List.of(),
        slots,
        0,
        true,
        false);
  }
}
