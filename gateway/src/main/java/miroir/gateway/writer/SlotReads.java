package miroir.gateway.writer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import miroir.gateway.json.Elements;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.Members;
import miroir.gateway.lane.Lane;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeApi;
import miroir.gateway.plan.TokenCover;
import miroir.topology.Index;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/** What a copy asks of nodes: whole runs of slots, ids, and what has ended. Stateless. */
final class SlotReads {
  private final LaneTerms terms;
  private final CopyBounds bounds;

  SlotReads(LaneTerms terms, CopyBounds bounds) {
    this.terms = terms;
    this.bounds = bounds;
  }

  /**
   * The documents of a run as a node stores them, from one request: one snapshot
   * (meilisearch-measured §6.1).
   *
   * @param body the node's answer
   * @param documents offsets of the documents in it: first byte, end, first byte, end …
   */
  record Base(byte[] body, int[] documents) {
    /** No documents. */
    static final Base EMPTY = new Base(new byte[0], new int[0]);

    int size() {
      return documents.length / 2;
    }

    /** Returns the size of the documents. */
    long bytes() {
      long bytes = 0;
      for (int i = 0; i < size(); i++) {
        bytes += documents[2 * i + 1] - documents[2 * i];
      }
      return bytes;
    }

    /** Returns a document. */
    ObjectNode document(int number) {
      int from = documents[2 * number];
      return (ObjectNode) Json.tree(body, from, documents[2 * number + 1] - from);
    }

    /** Returns the documents' ids. */
    List<String> ids(String primaryKey) {
      PrimaryKey key = new PrimaryKey(primaryKey);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < size(); i++) {
        ids.add(key.idOf(document(i)));
      }
      return ids;
    }

    /** Returns documents as NDJSON, several bodies of about {@code most} bytes at most. */
    List<Lines> lines(int most) {
      List<Lines> parts = new ArrayList<>();
      int first = 0;
      int bytes = 0;
      for (int i = 0; i < size(); i++) {
        int length = documents[2 * i + 1] - documents[2 * i] + 1;
        if (i > first && bytes + length > most) {
          parts.add(part(first, i, bytes));
          first = i;
          bytes = 0;
        }
        bytes += length;
      }
      if (first < size()) {
        parts.add(part(first, size(), bytes));
      }
      return parts;
    }

    private Lines part(int first, int end, int bytes) {
      byte[] lines = new byte[bytes];
      int at = 0;
      for (int i = first; i < end; i++) {
        int from = documents[2 * i];
        int length = documents[2 * i + 1] - from;
        System.arraycopy(body, from, lines, at, length);
        at += length;
        lines[at++] = '\n';
      }
      return new Lines(lines, end - first);
    }
  }

  /** Some documents, one a line. */
  record Lines(byte[] bytes, int documents) {}

  /** What became of the read of a run. */
  interface Read {
    /**
     * Told once.
     *
     * @param base null when it could not be read, or is too large
     * @param size about how many times larger it is than a run may be; 1 or less: it is not
     */
    void told(@Nullable Base base, double size);
  }

  /**
   * Reads a run, unless a sample of it shows that it is too large for one answer.
   *
   * @param most documents that it may have
   */
  void base(String node, Lane lane, SlotSet run, int most, Read then) {
    fetch(
        node,
        lane,
        body(run, Limits.RUN_SAMPLE),
        sample -> {
          double size = sample == null ? 0 : size(sample, most);
          if (sample == null || size > 1) {
            then.told(null, size);
          } else {
            fetch(
                node,
                lane,
                body(run, 2 * bounds.runDocuments()),
                answer -> tellWhenSame(node, lane, answer == null ? null : base(answer), then));
          }
        });
  }

  private static String body(SlotSet run, int limit) {
    return "{\"filter\":"
        + JsonText.quoted(filter(run))
        + ",\"limit\":"
        + limit
        + ",\"retrieveVectors\":true}";
  }

  private double size(byte[] sample, int most) {
    double documents = Json.tree(sample).path("total").asDouble();
    double shown = Math.min(documents, Limits.RUN_SAMPLE);
    double bytes = shown == 0 ? 0 : documents / shown * sample.length;
    return Math.max(documents / most, bytes / bounds.runBytes());
  }

  /**
   * Reads documents of a run by their ids, in one request; some may be gone.
   *
   * @param then told null when they could not be read
   */
  void documents(String node, Lane lane, List<String> ids, Consumer<@Nullable Base> then) {
    ObjectNode asked = Json.object().put("limit", ids.size()).put("retrieveVectors", true);
    ids.forEach(asked.putArray("ids")::add);
    fetch(
        node,
        lane,
        JsonText.of(asked),
        answer ->
            tellWhenSame(
                node,
                lane,
                answer == null ? null : base(answer),
                (base, size) -> then.accept(base)));
  }

  /** Looks how long a node takes for a small read of an index, nanoseconds. */
  void probe(String node, Lane lane, SlotSet run, LongConsumer then) {
    long begun = terms.clock().nanos();
    fetch(
        node,
        lane,
        body(run.first(1), Limits.RUN_SAMPLE),
        answer -> then.accept(terms.clock().nanos() - begun));
  }

  /** Returns the filter that selects a run. */
  static String filter(SlotSet run) {
    return cover(run).filter();
  }

  /** Returns how many tokens that takes. */
  static int tokens(SlotSet run) {
    return cover(run).tokens().size();
  }

  private static TokenCover cover(SlotSet run) {
    return TokenCover.exactly(run.stream().collect(BitSet::new, BitSet::set, BitSet::or));
  }

  /** Returns null unless every document of the run is there: what is left out would be deleted. */
  private static @Nullable Base base(byte[] answer) {
    Members members = new Members(answer, JsonBytes.skipSpace(answer, 0));
    List<Integer> offsets = new ArrayList<>();
    long total = Long.MAX_VALUE;
    while (members.next()) {
      if (members.keyIs("results")) {
        Elements elements = new Elements(answer, members.valueFrom());
        while (elements.next()) {
          offsets.add(elements.from());
          offsets.add(elements.to());
        }
      } else if (members.keyIs("total")) {
        int from = members.valueFrom();
        total =
            Long.parseLong(
                new String(answer, from, members.valueTo() - from, StandardCharsets.US_ASCII));
      }
    }
    Base base = new Base(answer, offsets.stream().mapToInt(Integer::intValue).toArray());
    return base.size() == total ? base : null;
  }

  /** Reads the ids of a run, or gives null: try again. */
  void ids(
      String node,
      Lane lane,
      SlotSet run,
      String primaryKey,
      Consumer<@Nullable List<String>> then) {
    String body =
        "{\"filter\":"
            + JsonText.quoted(filter(run))
            + ",\"limit\":"
            + Limits.RUN_IDS
            + ",\"fields\":["
            + JsonText.quoted(primaryKey)
            + "]}";
    PrimaryKey key = new PrimaryKey(primaryKey);
    fetch(
        node,
        lane,
        body,
        answer -> {
          if (answer == null) {
            then.accept(null);
            return;
          }
          List<String> ids = new ArrayList<>();
          Json.tree(answer)
              .path("results")
              .forEach(document -> ids.add(key.idOf((ObjectNode) document)));
          then.accept(ids.size() < Limits.RUN_IDS ? ids : null);
        });
  }

  /** Counts the documents of a run; -1 if that cannot be known. */
  void count(String node, Lane lane, SlotSet run, LongConsumer then) {
    fetch(
        node,
        lane,
        body(run, 0),
        answer -> then.accept(answer == null ? -1 : Json.tree(answer).path("total").asLong(-1)));
  }

  private void fetch(String node, Lane lane, String body, Consumer<byte @Nullable []> then) {
    terms
        .nodes()
        .send(
            new NodeApi.Request(
                node,
                "POST",
                "/indexes/" + Index.physicalName(terms.index(), newest(lane)) + "/documents/fetch",
                "application/json",
                body.getBytes(StandardCharsets.UTF_8)),
            answer ->
                then.accept(
                    answer instanceof NodeApi.Answer.Answered ok && ok.status() == 200
                        ? ok.body()
                        : null));
  }

  /** Returns the cut under which a member is written. */
  static long newest(Lane lane) {
    return lane.cuts().get(lane.cuts().size() - 1);
  }

  /** What a database that was put back holds is not what the record says. */
  private void tellWhenSame(String node, Lane lane, @Nullable Base base, Read then) {
    Position known = lane.newestKnown();
    if (base == null || known.enqueuedAt().isEmpty()) {
      then.told(base, 1);
      return;
    }
    get(
        node,
        "/tasks?limit=1&uids=" + known.uid(),
        list -> {
          JsonNode task = list == null ? Json.object() : list.path("results").path(0);
          boolean same = task.path("enqueuedAt").asText().equals(known.enqueuedAt());
          if (list != null && !same) {
            lane.suspect();
          }
          then.told(same ? base : null, 1);
        });
  }

  private void get(String node, String path, Consumer<@Nullable JsonNode> then) {
    terms
        .nodes()
        .send(
            new NodeApi.Request(node, "GET", path, null, new byte[0]),
            answer ->
                then.accept(
                    answer instanceof NodeApi.Answer.Answered ok && ok.status() == 200
                        ? Json.tree(ok.body())
                        : null));
  }

  /** Gives the node's oldest task of the index that has not ended, or {@link Long#MAX_VALUE}. */
  void oldestUnfinished(String node, Lane lane, LongConsumer then, Runnable failed) {
    String path =
        "/tasks?indexUids="
            + lane.cuts().stream()
                .map(cut -> Index.physicalName(terms.index(), cut))
                .collect(Collectors.joining(","))
            + "&statuses=enqueued,processing&reverse=true&limit=1";
    get(
        node,
        path,
        list -> {
          if (list == null) {
            failed.run();
            return;
          }
          JsonNode oldest = list.path("results").path(0);
          then.accept(oldest.isMissingNode() ? Long.MAX_VALUE : oldest.path("uid").asLong());
        });
  }
}
