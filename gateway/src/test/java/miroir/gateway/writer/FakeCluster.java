package miroir.gateway.writer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.gateway.api.document.Document;
import miroir.gateway.lane.Clock;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeApi;
import miroir.gateway.lane.Proposer;
import miroir.machine.ClusterContext;
import miroir.machine.TaskPage;
import miroir.machine.TaskRow;
import miroir.routing.RoutingView;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Index;
import miroir.topology.Position;

/** Nodes in memory, coordinators on paper, and time that passes only when it is told to. */
final class FakeCluster implements Clock, NodeApi, Proposer, TaskLog {
  private record Due(long at, long order, Runnable work) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private final Map<String, FakeNode> nodes = new TreeMap<>();
  private final List<IndexWriter> writers = new ArrayList<>();
  final ClusterContext coordinators;
  final long index;

  /** How large the parts of copies may be, for writers that begin from now on. */
  CopyBounds bounds = CopyBounds.STANDARD;

  /** What the newest writer's copies share. */
  CopyBudget budget = new CopyBudget(bounds);

  /** What copies have done. */
  final CopiesSeen copies = new CopiesSeen();

  /** Commands are committed, their answers are lost. */
  boolean loseReplies;

  /** How long a read of documents takes. */
  long fetchMillis = 1;

  /** Requests that nodes execute, and answer only at {@link #answerLate}. */
  Predicate<Request> late = request -> false;

  /** Commands that are committed while nobody hears of it: no answer, no newer view. */
  Predicate<Command> unheard = command -> false;

  /** Commands that reach the coordinators only at {@link #proposeLate}. */
  Predicate<Command> slow = command -> false;

  /** Every request to a node, in order. */
  final List<Request> requests = new ArrayList<>();

  /** Every command that was proposed, in order. */
  final List<Command> proposed = new ArrayList<>();

  private final List<Runnable> lateAnswers = new ArrayList<>();
  private final List<Runnable> lateProposals = new ArrayList<>();

  private long now;
  private long order;

  FakeCluster(int nodeCount, int shards, int copies) {
    coordinators = ClusterContext.withNodes(nodeCount);
    index = coordinators.index("films", shards, copies);
    coordinators
        .index(index)
        .members()
        .forEach(
            (id, member) ->
                nodes.put(id, new FakeNode(Index.physicalName(index, member.newestName()))));
  }

  FakeNode node(String id) {
    return Objects.requireNonNull(nodes.get(id));
  }

  IndexRoute route() {
    return Objects.requireNonNull(RoutingView.of(coordinators.state()).indexes().get(index));
  }

  /** Begins to write under the newest lease. */
  IndexWriter writer() {
    IndexRoute route = route();
    LaneTerms terms = new LaneTerms(index, route.leaseEpoch(), 1_000, this, this, this, copies);
    budget = new CopyBudget(bounds);
    IndexWriter writer = new IndexWriter(terms, "films", route, this, budget);
    writers.add(writer);
    return writer;
  }

  /** Ends the lease as if its holder had died, and grants it anew. */
  IndexWriter successor(IndexWriter dead) {
    writers.remove(dead);
    coordinators.accept(new Command.ReleaseLease(index, route().leaseEpoch(), Sorted.empty()));
    coordinators.accept(new Command.GrantLease(index, "g1", "g1-a"));
    return writer();
  }

  /** Adds one document and returns what the client is told, as it comes. */
  List<WriteResult> add(IndexWriter writer, String... ids) {
    List<WriteResult> told = new ArrayList<>();
    List<Document> documents = new ArrayList<>();
    for (String id : ids) {
      byte[] body = ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
      documents.add(new Document(body, 0, body.length, false));
    }
    writer.submit(
        WriteRequest.AddDocuments.of(false, false, null, documents, route().primaryKey()),
        null,
        10,
        told::add);
    return told;
  }

  /** Lets time pass. */
  void pass(long millis) {
    long until = now + millis;
    while (!due.isEmpty() && due.peek().at() <= until) {
      Due next = due.remove();
      now = next.at();
      next.work().run();
    }
    now = until;
  }

  /** Returns the document tasks, oldest first. */
  List<TaskRow> tasks() {
    List<TaskRow> rows = new ArrayList<>();
    for (TaskPage page : coordinators.state().tasks().pages()) {
      for (int at = 0; at < page.size(); at++) {
        if (page.row(at).seq() >= 0) {
          rows.add(page.row(at));
        }
      }
    }
    return rows;
  }

  @Override
  public long nanos() {
    return now * 1_000_000;
  }

  @Override
  public long wallNanos() {
    return nanos();
  }

  @Override
  public void after(long delayMillis, Runnable task) {
    due.add(new Due(now + delayMillis, order++, task));
  }

  @Override
  public void send(Request request, Consumer<Answer> answer) {
    after(
        1,
        () -> {
          FakeNode node = node(request.node());
          if (node.down) {
            after(1, () -> answer.accept(new Answer.NotSent("down")));
            return;
          }
          requests.add(request);
          Answer read = node.handle(request);
          if (late.test(request)) {
            lateAnswers.add(() -> answer.accept(read));
            return;
          }
          boolean lost = node.loseAnswers;
          long takes = request.path().endsWith("/documents/fetch") ? fetchMillis : 1;
          after(takes, () -> answer.accept(lost ? new Answer.Unknown("lost") : read));
        });
  }

  /** Nodes' answers that were held back arrive, oldest first. */
  void answerLate() {
    List<Runnable> all = List.copyOf(lateAnswers);
    lateAnswers.clear();
    all.forEach(Runnable::run);
  }

  /** Commands that were held back reach the coordinators, oldest first. */
  void proposeLate() {
    slow = command -> false;
    List<Runnable> all = List.copyOf(lateProposals);
    lateProposals.clear();
    all.forEach(Runnable::run);
  }

  /** Lets every writer know what the coordinators have. */
  void show() {
    List.copyOf(writers).forEach(writer -> writer.follow(route()));
  }

  @Override
  public void propose(Command command, Consumer<Result> result) {
    proposed.add(command);
    if (slow.test(command)) {
      lateProposals.add(() -> apply(command, result));
    } else {
      after(1, () -> apply(command, result));
    }
  }

  private void apply(Command command, Consumer<Result> result) {
    Reply reply = coordinators.apply(command);
    coordinators.acknowledge();
    boolean unheardOf = unheard.test(command);
    boolean lost = loseReplies || unheardOf;
    if (!unheardOf) {
      show();
    }
    after(1, () -> result.accept(lost ? new Result.Unknown("lost") : new Result.Replied(reply)));
  }

  @Override
  public void unfinished(long id, Consumer<@org.jspecify.annotations.Nullable Unfinished> answer) {
    after(
        1,
        () -> {
          TreeMap<String, Position> settled = new TreeMap<>();
          TreeMap<String, Position> newest = new TreeMap<>();
          coordinators
              .index(id)
              .members()
              .forEach(
                  (node, member) -> {
                    settled.put(node, member.settled());
                    newest.put(node, member.newest());
                  });
          Unfinished found =
              new Unfinished(tasks().stream().map(FakeCluster::open).toList(), settled, newest);
          after(1, () -> answer.accept(found));
        });
  }

  private static OpenTask open(TaskRow row) {
    Map<String, Long> nodeTasks = new HashMap<>();
    row.nodeTasks().forEach(task -> nodeTasks.put(task.node(), task.uid()));
    return new OpenTask(
        row.uid(),
        row.kind(),
        row.leaseEpoch(),
        row.seq(),
        String.valueOf(row.details()),
        row.status().terminal(),
        nodeTasks,
        row.error());
  }
}
