package miroir.gateway.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
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
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/**
 * Gives each write its place in the order, and knows settings and primary key at that place
 * (protocol.md W2): what would fail there fails here, and nothing is sent.
 */
final class Sequencer {
  private final String uid;
  private final SyncingMembers syncing;
  private final IntSupplier minInSync;
  private Targets targets;
  private SlotSet lost;
  private final SettingsFold settings;
  private @Nullable String primaryKey;
  private boolean written;
  private long nextSeq;
  private long nextNumber;

  Sequencer(String uid, IndexRoute route, SyncingMembers syncing, IntSupplier minInSync) {
    this.uid = uid;
    this.syncing = syncing;
    this.minInSync = minInSync;
    this.targets = new Targets(route);
    this.lost = route.lost().or(targets.unheld());
    this.settings = new SettingsFold(settingsOf(route.pendingSettings()));
    this.primaryKey = route.primaryKey();
    this.written = route.leaseEpoch() > 1;
  }

  private static IndexSettings settingsOf(String json) {
    return IndexSettings.fromJson(Json.tree(json.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A write with its place.
   *
   * @param entries what each member gets of it
   * @param awaited members that must answer before the client does
   */
  record Placed(Op op, SortedMap<String, Entry> entries, Set<String> awaited) {
    static Placed nowhere(Op op) {
      return new Placed(op, new TreeMap<>(), Set.of());
    }
  }

  void follow(IndexRoute route) {
    targets = new Targets(route);
    lost = route.lost().or(targets.unheld());
    if (primaryKey == null || (!written && route.primaryKey() != null)) {
      primaryKey = route.primaryKey();
    }
  }

  /**
   * Returns why a write cannot be taken now, or null: it changes documents of shards of which no
   * copy can ever have it, or too few at present.
   */
  @Nullable ApiError unavailable(WriteRequest request) {
    if (!lost.isEmpty() && lost.intersects(request.changes())) {
      return WriteErrors.lost();
    }
    int least = minInSync.getAsInt();
    return least > 1 && targets.thin(least, Map.of()).intersects(request.changes())
        ? WriteErrors.tooFewCopies(least)
        : null;
  }

  /** Returns what the client of a registered write is told if too few copies have it, or null. */
  @Nullable ApiError onTooFewCopies(Op op) {
    int least = minInSync.getAsInt();
    SlotSet missed = SlotSet.NONE;
    for (SlotSet slots : op.missed.values()) {
      missed = missed.or(slots);
    }
    return targets.thin(least, op.missed).intersects(missed)
        ? WriteErrors.onTooFewCopies(op.taskUid, least)
        : null;
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

  /** Returns an entry for each member whose settings are those of its lane. */
  SortedMap<String, Entry> wholeSettings() {
    Set<String> members = new HashSet<>(targets.all().keySet());
    syncing.all().stream()
        .filter(SyncingMember::hasSettings)
        .forEach(member -> members.add(member.node()));
    return wholeSettings(members);
  }

  /** Returns an entry for each of these members with the pending settings whole. */
  SortedMap<String, Entry> wholeSettings(Set<String> members) {
    settings.sentWhole();
    byte[] body = Json.bytes(NodeSettings.of(settings.pending()));
    long seq = nextSeq++;
    TreeMap<String, Entry> entries = new TreeMap<>();
    for (String node : members) {
      SlotSet slots = targets.ownedBy(node);
      entries.put(node, Spread.whole(seq, "PATCH", "/settings", body, slots, false, true));
    }
    return entries;
  }

  /** Returns whether documents may have vectors of their own. */
  boolean hasEmbedders() {
    return !settings.pending().toJson().path("embedders").isEmpty();
  }

  @Nullable String primaryKey() {
    return primaryKey;
  }

  Targets targets() {
    return targets;
  }

  /** Returns the number of the next write. */
  long nextSeq() {
    return nextSeq;
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
      return Placed.nowhere(op);
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
      return Placed.nowhere(op);
    }
    written = true;
    long number = nextNumber;
    nextNumber += received;
    Spread spread = spread(seq);
    spread.documents(number, add, primaryKey);
    return spread.place(op);
  }

  private Spread spread(long seq) {
    return new Spread(seq, targets, syncing);
  }

  private Placed deleted(long seq, WriteRequest request, Function<Details, Op> make) {
    int copies = targets.copies();
    Spread spread = spread(seq);
    Op op;
    if (request instanceof WriteRequest.DeleteDocuments delete) {
      op = make.apply(Details.Deletion.byIds(delete.ids().size(), copies));
      spread.deletions(delete.ids());
    } else if (request instanceof WriteRequest.DeleteByFilter delete) {
      op = make.apply(Details.Deletion.byFilter(JsonText.of(delete.filter()), copies));
      op.failure = filterFault(delete);
      if (op.failure == null) {
        spread.deletionsBy(delete.filter());
      }
    } else {
      op = make.apply(Details.Deletion.ofAll(copies));
      spread.deletionOfAll();
    }
    return spread.place(op);
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
      return Placed.nowhere(op);
    }
    op.settings = JsonText.of(after.toJson());
    ObjectNode node = NodeSettings.change(before, after);
    settings.opened(seq, change.patch(), after);
    if (node.isEmpty()) {
      return Placed.nowhere(op);
    }
    Spread spread = spread(seq);
    spread.settings(Json.bytes(node));
    return spread.place(op);
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
    return Placed.nowhere(op);
  }
}
