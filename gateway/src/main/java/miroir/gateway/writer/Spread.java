package miroir.gateway.writer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.gateway.api.json.Json;
import miroir.gateway.lane.Entry;
import miroir.gateway.lane.Piece;
import miroir.gateway.lane.Tag;
import miroir.gateway.writer.SyncingMember.TailWrite;
import org.jspecify.annotations.Nullable;

/**
 * What each member gets of one write (protocol.md W3): those in sync, those that are behind but
 * have the slot, and the tails of copies that are under way. Made for one write, on the writer's
 * loop.
 */
final class Spread {
  private static final byte[] NOTHING = new byte[0];

  private final SortedMap<String, Entry> entries = new TreeMap<>();
  private final Map<SyncingMember, Entry> tails = new HashMap<>();
  private final Set<String> awaited = new HashSet<>();
  private final long seq;
  private final Targets targets;
  private final SyncingMembers syncing;
  private boolean dependsOnContent;

  Spread(long seq, Targets targets, SyncingMembers syncing) {
    this.seq = seq;
    this.targets = targets;
    this.syncing = syncing;
  }

  /** Returns the write in its place; the tails of copies have it from now on. */
  Sequencer.Placed place(Op op) {
    entries.replaceAll(
        (node, entry) -> awaited.contains(node) ? entry.awaited(awaited.size()) : entry);
    tails.forEach((member, entry) -> member.keep(new TailWrite(op, entry, dependsOnContent)));
    return new Sequencer.Placed(op, entries, awaited);
  }

  /** Things that go where their slots are, such as documents. */
  private final class Sorting<T> {
    final SortedMap<String, List<T>> byNode = new TreeMap<>();
    final Map<SyncingMember, List<T>> byTail = new HashMap<>();

    Sorting(List<T> things, ToIntFunction<T> slot) {
      for (T thing : things) {
        int at = slot.applyAsInt(thing);
        for (String node : targets.of(at)) {
          byNode.computeIfAbsent(node, id -> new ArrayList<>()).add(thing);
          awaited.add(node);
        }
        if (!syncing.isEmpty()) {
          behind(thing, at);
        }
      }
    }

    private void behind(T thing, int slot) {
      for (SyncingMember member : syncing.all()) {
        if (member.isLive(slot)) {
          byNode.computeIfAbsent(member.node(), id -> new ArrayList<>()).add(thing);
          if (member.isJoining()) {
            awaited.add(member.node());
          }
        } else if (member.isCopying(slot)) {
          byTail.computeIfAbsent(member, id -> new ArrayList<>()).add(thing);
        }
      }
    }
  }

  /**
   * Adds or updates documents.
   *
   * @param number order number of the first
   */
  void documents(long number, WriteRequest.AddDocuments add, @Nullable String primaryKey) {
    String parameters =
        "primaryKey="
            + URLEncoder.encode(String.valueOf(primaryKey), StandardCharsets.UTF_8)
            + (add.skipCreation() ? "&skipCreation=true" : "");
    String method = add.merge() ? "PUT" : "POST";
    Sorting<Piece> sorted = new Sorting<>(add.split().pieces(), Piece::slot);
    sorted.byNode.forEach(
        (node, pieces) -> entries.put(node, documents(number, method, parameters, pieces)));
    sorted.byTail.forEach(
        (member, pieces) -> tails.put(member, documents(number, method, parameters, pieces)));
    dependsOnContent = add.skipCreation();
  }

  private Entry documents(long number, String method, String parameters, List<Piece> pieces) {
    SlotSet slots = SlotSet.of(pieces.stream().mapToInt(Piece::slot).toArray());
    return new Entry(
        Tag.Kind.WRITE,
        seq,
        number,
        method,
        "/documents",
        parameters,
        "application/x-ndjson",
        NOTHING,
        pieces,
        slots,
        0,
        true,
        false);
  }

  /** Deletes documents by their ids. */
  void deletions(List<String> ids) {
    Sorting<String> sorted = new Sorting<>(ids, Slot::of);
    sorted.byNode.forEach((node, some) -> entries.put(node, deletion(some)));
    sorted.byTail.forEach((member, some) -> tails.put(member, deletion(some)));
  }

  private Entry deletion(List<String> ids) {
    ArrayNode list = Json.object().arrayNode();
    ids.forEach(list::add);
    SlotSet slots = SlotSet.of(ids.stream().mapToInt(Slot::of).toArray());
    return whole("POST", "/documents/delete-batch", Json.bytes(list), slots, true, false);
  }

  /** Deletes what matches a filter. */
  void deletionsBy(JsonNode filter) {
    ObjectNode body = Json.object();
    body.set("filter", filter);
    everywhere(slots -> whole("POST", "/documents/delete", Json.bytes(body), slots, true, true));
    inTails(filter);
    dependsOnContent = true;
  }

  /** Deletes everything. */
  void deletionOfAll() {
    everywhere(slots -> whole("DELETE", "/documents", NOTHING, slots, true, false));
    inTails(null);
  }

  /**
   * Behind a copy a deletion must reach no further than its slots: others have gone on meanwhile.
   */
  private void inTails(@Nullable JsonNode filter) {
    for (SyncingMember member : syncing.all()) {
      if (!member.copying().isEmpty()) {
        ArrayNode both = Json.object().arrayNode();
        both.add(SlotReads.filter(member.copying()));
        if (filter != null && filter.isArray()) {
          both.addAll((ArrayNode) filter);
        } else if (filter != null) {
          both.add(filter);
        }
        ObjectNode body = Json.object();
        body.set("filter", both);
        tails.put(
            member,
            whole("POST", "/documents/delete", Json.bytes(body), member.copying(), true, true));
      }
    }
  }

  /** Changes settings: also where no slot is up to date yet. */
  void settings(byte[] body) {
    everywhere(slots -> whole("PATCH", "/settings", body, slots, false, true));
    for (SyncingMember member : syncing.all()) {
      if (member.hasSettings() && !entries.containsKey(member.node())) {
        entries.put(member.node(), whole("PATCH", "/settings", body, SlotSet.NONE, false, true));
      }
    }
  }

  private interface Make {
    Entry of(SlotSet slots);
  }

  private void everywhere(Make make) {
    TreeMap<String, SlotSet> slots = new TreeMap<>(targets.all());
    awaited.addAll(slots.keySet());
    for (SyncingMember member : syncing.all()) {
      SlotSet live = member.live();
      if (!live.isEmpty()) {
        slots.merge(member.node(), live, SlotSet::or);
        if (member.isJoining()) {
          awaited.add(member.node());
        }
      }
    }
    slots.forEach((node, some) -> entries.put(node, make.of(some)));
  }

  private Entry whole(
      String method, String resource, byte[] body, SlotSet slots, boolean tagged, boolean risky) {
    return whole(seq, method, resource, body, slots, tagged, risky);
  }

  /** Returns an entry that is not made of documents. */
  static Entry whole(
      long seq,
      String method,
      String resource,
      byte[] body,
      SlotSet slots,
      boolean tagged,
      boolean risky) {
    return new Entry(
        Tag.Kind.WRITE,
        seq,
        0,
        method,
        resource,
        "",
        body.length == 0 ? null : "application/json",
        body,
        List.of(),
        slots,
        0,
        tagged,
        risky);
  }
}
