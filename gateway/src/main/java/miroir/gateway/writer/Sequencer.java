package miroir.gateway.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.api.filter.Filter;
import miroir.gateway.api.filter.FilterRules;
import miroir.gateway.api.filter.FilterSyntax;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.lane.Entry;
import miroir.gateway.lane.Piece;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * Gives each write its place in the order, and knows settings and primary key at that place
 * (protocol.md W2): what would fail there fails here, and nothing is sent.
 */
final class Sequencer {
  private static final byte[] NOTHING = new byte[0];

  private final String uid;
  private Targets targets;
  private final SettingsFold settings;
  private @Nullable String primaryKey;
  private boolean written;
  private long nextSeq;
  private long nextNumber;

  Sequencer(String uid, IndexRoute route) {
    this.uid = uid;
    this.targets = new Targets(route);
    this.settings = new SettingsFold(settingsOf(route.pendingSettings()));
    this.primaryKey = route.primaryKey();
    this.written = route.leaseEpoch() > 1;
  }

  private static IndexSettings settingsOf(String json) {
    return IndexSettings.fromJson(Json.tree(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** A write with its place, and what each member gets of it. */
  record Placed(Op op, SortedMap<String, Entry> entries) {}

  void follow(IndexRoute route) {
    targets = new Targets(route);
    if (primaryKey == null || (!written && route.primaryKey() != null)) {
      primaryKey = route.primaryKey();
    }
  }

  /** Returns whether no document was ever sent to a node, so that the primary key may change. */
  boolean neverWritten() {
    return !written;
  }

  /** Returns the next sequence number, for a write of an earlier writer. */
  long takeSeq() {
    return nextSeq++;
  }

  /** Returns how much its registration carries, about, so that one fits an entry of the log. */
  long weight(WriteRequest request, @Nullable String metadata) {
    long weight = metadata == null ? 0 : 3L * metadata.length();
    if (request instanceof WriteRequest.ChangeSettings change) {
      String now = JsonText.of(settings.pending().toJson());
      return weight + 6L * change.details().length() + 3L * now.length();
    }
    if (request instanceof WriteRequest.DeleteByFilter delete) {
      return weight + 6L * JsonText.of(delete.filter()).length();
    }
    if (request instanceof WriteRequest.Failing failing) {
      String error = failing.error().toTaskJson();
      return weight + 3L * failing.details().length() + 3L * error.length();
    }
    return weight;
  }

  /**
   * Notes how a settings task ended. Returns whether the nodes must be sent all settings anew.
   *
   * @param seq the write, or of an earlier writer's one less than 0
   */
  boolean settingsEnded(long seq, boolean succeeded, IndexRoute route) {
    if (seq >= 0) {
      return settings.ended(seq, succeeded);
    }
    return !succeeded && settings.lost(settingsOf(route.settings()));
  }

  /** Returns an entry for each member with the pending settings whole; no task stands for it. */
  SortedMap<String, Entry> wholeSettings() {
    byte[] body = Json.bytes(NodeSettings.of(settings.pending()));
    return everywhere(nextSeq++, "PATCH", "/settings", body, false, true);
  }

  void keyFixed(String key) {
    primaryKey = key;
  }

  /** Returns the primary key that must be committed before this write has its place, or null. */
  @Nullable String missingKey(WriteRequest request) {
    if (request instanceof WriteRequest.SetPrimaryKey update
        && update.primaryKey() != null
        && !update.primaryKey().equals(primaryKey)
        && (primaryKey == null || !written)) {
      return update.primaryKey();
    }
    if (primaryKey != null) {
      return null;
    }
    // A request that fails as a whole gives no key either.
    return request instanceof WriteRequest.AddDocuments add
            && add.split().error(uid, settings.pending()) == null
        ? add.split().key()
        : null;
  }

  /** Returns whether the documents were split by another primary key than the index has by now. */
  boolean splitsOtherwise(WriteRequest request) {
    return request instanceof WriteRequest.AddDocuments add && add.splitsOtherwise(primaryKey);
  }

  Placed place(WriteRequest request, @Nullable String metadata, Consumer<WriteResult> client) {
    long seq = nextSeq++;
    Function<TaskKind, Function<Details, Op>> make =
        kind -> details -> new Op(seq, kind, details, metadata, client);
    if (request instanceof WriteRequest.AddDocuments add) {
      return added(seq, add, make.apply(TaskKind.DOCUMENT_ADDITION_OR_UPDATE));
    }
    if (request instanceof WriteRequest.ChangeSettings change) {
      return settings(seq, change, make.apply(TaskKind.SETTINGS_UPDATE));
    }
    if (request instanceof WriteRequest.Failing failing) {
      Op op = make.apply(failing.kind()).apply(new Details.Fixed(failing.details()));
      op.failure = failing.error();
      return new Placed(op, new TreeMap<>());
    }
    if (request instanceof WriteRequest.SetPrimaryKey update) {
      return keyUpdate(update, make.apply(TaskKind.INDEX_UPDATE));
    }
    return deleted(seq, request, make.apply(TaskKind.DOCUMENT_DELETION));
  }

  private Placed added(long seq, WriteRequest.AddDocuments add, Function<Details, Op> make) {
    int received = add.documents().size();
    DocumentSplit split = add.split();
    ApiError error =
        add.primaryKey() != null && primaryKey != null && !add.primaryKey().equals(primaryKey)
            ? PrimaryKey.alreadySet(primaryKey)
            : split.error(uid, settings.pending());
    Op op = make.apply(new Details.Addition(received, split.distinct()));
    op.failure = error;
    if (error != null || received == 0) {
      return new Placed(op, new TreeMap<>());
    }
    written = true;
    long number = nextNumber;
    nextNumber += received;
    return new Placed(op, split(seq, number, add, split));
  }

  private SortedMap<String, Entry> split(
      long seq, long number, WriteRequest.AddDocuments add, DocumentSplit split) {
    TreeMap<String, List<Piece>> byNode = new TreeMap<>();
    for (Piece piece : split.pieces()) {
      for (String node : targets.of(piece.slot())) {
        byNode.computeIfAbsent(node, id -> new ArrayList<>()).add(piece);
      }
    }
    String parameters =
        "primaryKey="
            + java.net.URLEncoder.encode(String.valueOf(primaryKey), StandardCharsets.UTF_8)
            + (add.skipCreation() ? "&skipCreation=true" : "");
    TreeMap<String, Entry> entries = new TreeMap<>();
    byNode.forEach(
        (node, pieces) ->
            entries.put(
                node,
                new Entry(
                    seq,
                    number,
                    add.merge() ? "PUT" : "POST",
                    "/documents",
                    parameters,
                    "application/x-ndjson",
                    NOTHING,
                    pieces,
                    slots(pieces),
                    true,
                    false)));
    return entries;
  }

  private static SlotSet slots(List<Piece> pieces) {
    return SlotSet.of(pieces.stream().mapToInt(Piece::slot).toArray());
  }

  private Placed deleted(long seq, WriteRequest request, Function<Details, Op> make) {
    int copies = targets.copies();
    if (request instanceof WriteRequest.DeleteDocuments delete) {
      Op op = make.apply(Details.Deletion.byIds(delete.ids().size(), copies));
      return new Placed(op, byIds(seq, delete.ids()));
    }
    if (request instanceof WriteRequest.DeleteByFilter delete) {
      Op op = make.apply(Details.Deletion.byFilter(JsonText.of(delete.filter()), copies));
      op.failure = filterFault(delete);
      ObjectNode body = Json.object();
      body.set("filter", delete.filter());
      return new Placed(
          op,
          op.failure != null
              ? new TreeMap<>()
              : everywhere(seq, "POST", "/documents/delete", Json.bytes(body), true, true));
    }
    Op op = make.apply(Details.Deletion.ofAll(copies));
    return new Placed(op, everywhere(seq, "DELETE", "/documents", NOTHING, true, false));
  }

  /** What a node would find out late, and fail its neighbours for (writes-measured §4.3). */
  private @Nullable ApiError filterFault(WriteRequest.DeleteByFilter delete) {
    try {
      Optional<Filter> filter = Filter.parse(delete.filter());
      if (filter.isPresent()) {
        FilterRules.check(filter.get(), settings.pending().filterableRules(), field -> true);
      }
      return null;
    } catch (FilterSyntax fault) {
      return ErrorCode.INVALID_DOCUMENT_FILTER.with(fault.complaint()).inIndex(uid);
    }
  }

  private SortedMap<String, Entry> byIds(long seq, List<String> ids) {
    TreeMap<String, List<String>> byNode = new TreeMap<>();
    for (String id : ids) {
      for (String node : targets.of(Slot.of(id))) {
        byNode.computeIfAbsent(node, key -> new ArrayList<>()).add(id);
      }
    }
    TreeMap<String, Entry> entries = new TreeMap<>();
    byNode.forEach(
        (node, some) -> {
          SlotSet slots = SlotSet.of(some.stream().mapToInt(Slot::of).toArray());
          var list = Json.object().arrayNode();
          some.forEach(list::add);
          entries.put(
              node,
              new Entry(
                  seq,
                  0,
                  "POST",
                  "/documents/delete-batch",
                  "",
                  "application/json",
                  Json.bytes(list),
                  List.of(),
                  slots,
                  true,
                  false));
        });
    return entries;
  }

  private SortedMap<String, Entry> everywhere(
      long seq, String method, String resource, byte[] body, boolean tagged, boolean risky) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    targets
        .all()
        .forEach(
            (node, slots) ->
                entries.put(
                    node,
                    new Entry(
                        seq,
                        0,
                        method,
                        resource,
                        "",
                        body.length == 0 ? null : "application/json",
                        body,
                        List.of(),
                        slots,
                        tagged,
                        risky)));
    return entries;
  }

  /** Only real changes are sent: a settings task that changes nothing costs a node much. */
  private Placed settings(
      long seq, WriteRequest.ChangeSettings change, Function<Details, Op> make) {
    Op op = make.apply(new Details.Fixed(change.details()));
    IndexSettings before = settings.pending();
    IndexSettings after;
    try {
      after = before.apply(change.patch());
    } catch (Refusal refusal) {
      op.failure = refusal.error();
      return new Placed(op, new TreeMap<>());
    }
    op.settings = JsonText.of(after.toJson());
    ObjectNode node = NodeSettings.change(before, after);
    settings.opened(seq, change.patch(), after);
    if (node.isEmpty()) {
      return new Placed(op, new TreeMap<>());
    }
    return new Placed(op, everywhere(seq, "PATCH", "/settings", Json.bytes(node), false, true));
  }

  private Placed keyUpdate(WriteRequest.SetPrimaryKey update, Function<Details, Op> make) {
    String key = update.primaryKey();
    Op op =
        make.apply(
            new Details.Fixed(
                "{\"primaryKey\":" + (key == null ? "null" : JsonText.quoted(key)) + "}"));
    if (key != null && primaryKey != null && !key.equals(primaryKey) && written) {
      op.failure = PrimaryKey.alreadySet(primaryKey).inIndex(uid);
    }
    return new Placed(op, new TreeMap<>());
  }
}
