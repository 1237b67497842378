package miroir.gateway.lane;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.gateway.api.json.Json;
import miroir.topology.Index;
import miroir.topology.Position;

/**
 * Renames an index on one node, which ends every earlier request for ever, and reads the log that
 * it leaves (protocol.md, Cut, steps 1 to 4). Runs on the writer's loop; tells its result once.
 */
final class Cut {
  private static final int PAGE = 1_000;

  private final LaneTerms terms;
  private final String node;
  private final long settledUid;
  private final Set<Position> known;
  private final Function<List<NodeTask>, SlotSet> compare;
  private final Consumer<Healed> healed;
  private final Consumer<List<Long>> failed;
  private final Consumer<List<Long>> strange;
  private final List<Long> names;
  private final List<NodeTask> seen = new ArrayList<>();
  private final boolean begun;
  private long firstRename = Long.MAX_VALUE;
  private boolean over;

  /**
   * A cut that worked.
   *
   * @param names the names that the index may bear until the renaming has succeeded
   * @param renameTask the renaming that took effect
   * @param firstRename the oldest in the log of those that led to the newest name: while the older
   *     names are not forgotten, a log must begin before it
   * @param log the tasks before it, oldest first: what counted, for ever
   */
  record Healed(List<Long> names, Position renameTask, long firstRename, List<NodeTask> log) {
    /** Returns the newest name. */
    long newest() {
      return names.get(names.size() - 1);
    }

    /** Returns the tasks of one lease epoch's writes, by sequence number. */
    Map<Long, NodeTask> ofEpoch(long epoch) {
      Map<Long, NodeTask> found = new HashMap<>();
      for (NodeTask task : log) {
        task.tag()
            .filter(tag -> tag.epoch() == epoch)
            .ifPresent(tag -> tag.writes().keySet().forEach(seq -> found.put(seq, task)));
      }
      return found;
    }
  }

  Cut(
      LaneTerms terms,
      String node,
      List<Long> names,
      boolean begun,
      long settledUid,
      Set<Position> known,
      Function<List<NodeTask>, SlotSet> compare,
      Consumer<Healed> healed,
      Consumer<List<Long>> failed,
      Consumer<List<Long>> strange) {
    this.terms = terms;
    this.node = node;
    this.names = new ArrayList<>(names);
    this.begun = begun;
    this.settledUid = settledUid;
    this.known = known;
    this.compare = compare;
    this.healed = healed;
    this.failed = failed;
    this.strange = strange;
  }

  void stop() {
    over = true;
  }

  /** Takes a new name, unless an attempt that failed has left one that was not tried out. */
  void start() {
    if (begun) {
      sweep(0);
      return;
    }
    terms
        .proposer()
        .propose(
            new Command.BeginCut(terms.index(), terms.epoch(), node),
            result -> {
              if (over) {
                return;
              }
              if (result instanceof Proposer.Result.Replied replied
                  && replied.reply() instanceof Reply.Accepted accepted) {
                names.add(accepted.number());
                sweep(0);
              } else {
                fail();
              }
            });
  }

  /**
   * Oldest name first, each until the node has answered, before the next: names only grow, so the
   * sweep cannot miss the one that is borne.
   */
  private void sweep(int at) {
    if (over) {
      return;
    }
    if (at == names.size() - 1) {
      askWhetherSame();
      return;
    }
    String from = Index.physicalName(terms.index(), names.get(at));
    String body = "{\"uid\":\"" + newName() + "\"}";
    terms
        .nodes()
        .send(
            new NodeApi.Request(
                node,
                "PATCH",
                "/indexes/" + from,
                "application/json",
                body.getBytes(StandardCharsets.UTF_8)),
            answer -> {
              if (answer instanceof NodeApi.Answer.Answered ok && ok.status() == 202) {
                sweep(at + 1);
              } else {
                fail();
              }
            });
  }

  private String newName() {
    return Index.physicalName(terms.index(), names.get(names.size() - 1));
  }

  /** A database that was put back gives uids again that we know (writes-measured §9). */
  private void askWhetherSame() {
    if (known.isEmpty()) {
      readLog(settledUid + 1);
      return;
    }
    String uids = known.stream().map(task -> "" + task.uid()).collect(Collectors.joining(","));
    get(
        "/tasks?limit=" + known.size() + "&uids=" + uids,
        list -> {
          List<Position> there =
              StreamSupport.stream(list.path("results").spliterator(), false)
                  .map(task -> NodeTask.of(task).position())
                  .toList();
          if (!there.stream().allMatch(this::isKnown)) {
            endAs(strange);
          } else if (there.containsAll(known)) {
            readLog(settledUid + 1);
          } else {
            askWhetherForgotten(there);
          }
        });
  }

  /** A node forgets its oldest tasks when it has a million. */
  private void askWhetherForgotten(List<Position> there) {
    get(
        "/tasks?reverse=true&limit=1",
        list -> {
          long oldest = list.path("results").path(0).path("uid").asLong();
          if (known.stream().allMatch(task -> task.uid() < oldest || there.contains(task))) {
            readLog(settledUid + 1);
          } else {
            endAs(strange);
          }
        });
  }

  private boolean isKnown(Position there) {
    return known.stream().allMatch(task -> task.uid() != there.uid() || task.equals(there));
  }

  private void readLog(long from) {
    if (over) {
      return;
    }
    String all =
        String.join(
            ",", names.stream().map(cut -> Index.physicalName(terms.index(), cut)).toList());
    get("/tasks?reverse=true&limit=" + PAGE + "&from=" + from + "&indexUids=" + all, this::page);
  }

  private void get(String path, Consumer<JsonNode> then) {
    terms
        .nodes()
        .send(
            new NodeApi.Request(node, "GET", path, null, new byte[0]),
            answer -> {
              if (over) {
                return;
              }
              if (answer instanceof NodeApi.Answer.Answered ok && ok.status() == 200) {
                then.accept(Json.tree(ok.body()));
              } else {
                fail();
              }
            });
  }

  private void page(JsonNode list) {
    list.path("results").forEach(task -> seen.add(NodeTask.of(task)));
    JsonNode next = list.path("next");
    if (next.isNumber()) {
      readLog(next.asLong());
    } else {
      replay();
    }
  }

  /** Renames in uid order tell which of them took effect, without waiting for the queue. */
  private void replay() {
    List<String> borne = new ArrayList<>();
    borne.add(Index.physicalName(terms.index(), names.get(0)));
    List<NodeTask> before = new ArrayList<>();
    List<Integer> bearing = new ArrayList<>();
    for (NodeTask task : seen) {
      Optional<String> to = task.renamed(borne.get(borne.size() - 1));
      if (to.isEmpty() || task.status().equals("failed")) {
        before.add(task);
        bearing.add(borne.size() - 1);
        continue;
      }
      borne.add(to.get());
      firstRename = Math.min(firstRename, task.uid());
      if (to.get().equals(newName())) {
        if (known.stream().allMatch(told -> told.uid() < task.uid())) {
          end(task.position(), counting(before, bearing, borne));
        } else {
          endAs(strange); // Behind what the node has told already: it was put back.
        }
        return;
      }
    }
    fail();
  }

  /**
   * A task counts if it was sent to the name borne then; once applied it is listed under a later
   * name that was borne. A task of an older name, behind its renaming, is void.
   */
  private static List<NodeTask> counting(
      List<NodeTask> tasks, List<Integer> bearing, List<String> borne) {
    List<NodeTask> log = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (borne.subList(bearing.get(i), borne.size()).contains(tasks.get(i).index())) {
        log.add(tasks.get(i));
      }
    }
    return List.copyOf(log);
  }

  private void end(Position renameTask, List<NodeTask> log) {
    long cut = names.get(names.size() - 1);
    terms
        .proposer()
        .propose(
            new Command.EndCut(
                terms.index(), terms.epoch(), node, cut, renameTask, compare.apply(log)),
            result -> {
              if (over) {
                return;
              }
              if (result instanceof Proposer.Result.Replied replied
                  && replied.reply() instanceof Reply.Accepted) {
                over = true;
                healed.accept(new Healed(List.copyOf(names), renameTask, firstRename, log));
              } else {
                fail();
              }
            });
  }

  private void fail() {
    endAs(failed);
  }

  private void endAs(Consumer<List<Long>> how) {
    if (!over) {
      over = true;
      how.accept(List.copyOf(names));
    }
  }
}
