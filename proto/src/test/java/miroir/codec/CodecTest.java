package miroir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Envelope;
import miroir.command.Rejection;
import miroir.command.Swap;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.command.TopologyCommand;
import miroir.machine.ClusterContext;
import miroir.machine.Machine;
import miroir.machine.State;
import miroir.machine.TaskPage;
import miroir.proto.log.Entry;
import miroir.proto.log.StateRecord;
import miroir.routing.RoutingDelta;
import miroir.routing.RoutingView;
import miroir.topology.MigrationPhase;
import miroir.topology.Move;
import miroir.topology.NodeStatus;
import miroir.topology.OpenLane;
import miroir.topology.Position;
import miroir.topology.ReplicaState;
import org.junit.jupiter.api.Test;

/** What is written is read back whole: commands, states at every prefix of a history, views. */
class CodecTest {
  /** A history with every kind of command. */
  static List<Envelope> history() {
    ClusterContext cluster = ClusterContext.withNodes(3);
    cluster.accept(new Command.AnnounceCoordinator("c1", "a:1", "a:2"));
    cluster.accept(new Command.SetConfig("defaults.shards", "8"));
    cluster.accept(new Command.SetConfig("migration.throttle_docs_per_sec", "5000"));
    cluster.accept(new Command.SetConfig("migration.max_write_pause", "100ms"));
    long films = cluster.index("films", 8, 2);
    long books = cluster.index("books", 4, 1);
    cluster.accept(
        new Command.RegisterTasks(
            films,
            1,
            List.of(
                ClusterContext.write(0, Map.of()),
                ClusterContext.write(1, Map.of("n1", SlotSet.of(1, 2)))),
            new TreeMap<>(Map.of("n2", new Position(8, "2026-01-01T00:00:08Z")))));
    cluster.accept(
        new Command.FinishTasks(
            films,
            1,
            List.of(ClusterContext.succeeded(2)),
            Sorted.copyOf(Map.of("n1", new Position(7, "then"))),
            Sorted.empty()));
    cluster.accept(new Command.RecordFailure("nope", TaskKind.DOCUMENT_DELETION, "{}", "{}"));
    cluster.accept(new Command.SetPrimaryKey(films, 1, "key", true));
    long cut = cluster.accept(new Command.BeginCut(films, 1, "n2")).number();
    cluster.accept(new Command.EndCut(films, 1, "n2", cut, new Position(9, "t"), SlotSet.NONE));
    cluster.accept(new Command.ForgetNames(films, 1, "n2", cut));
    cluster.accept(new Command.TakeOut(films, 1, "n2", SlotSet.of(5), SlotSet.of(6)));
    long marks = cluster.member(films, "n2").marks();
    cluster.accept(new Command.CleanSlots(films, 1, "n2", cut, marks, SlotSet.of(5)));
    cluster.accept(new Command.AdmitReplicas(films, 1, "n2", cut, marks, SlotSet.ALL));
    cluster.accept(new Command.ObserveSettings(films, "n1", 0, "d1", false));
    cluster.accept(new Command.ObserveSettings(films, "n2", 0, "d2", true));
    cluster.accept(new Command.RestoreSettings(films, 1, 1));
    cluster.accept(new Command.ObserveSettings(films, "n2", 0, "d3", true));
    cluster.accept(
        new Command.SwapIndexes(
            List.of(new Swap("films", "books", false)), TaskKind.INDEX_SWAP, "{}"));
    cluster.accept(new Command.Acknowledge("g1", "g1-a", 5));
    cluster.accept(
        new Command.ReleaseLease(
            books,
            1,
            new TreeMap<>(Map.of("n1", new OpenLane(1, new Position(4, "2026-01-01T00:00:04Z"))))));
    cluster.accept(new Command.DeleteIndex(books, 3));
    cluster.accept(new Command.DropIndex(books));
    cluster.session("g2");
    cluster.accept(new Command.EndSession("g2", "g2-a"));
    cluster.accept(new Command.ForgetSession("g2", "g2-a"));
    cluster.accept(
        new Command.ObserveNode("n1", NodeStatus.UP, NodeStatus.DOWN, "m1", "does not answer"));
    cluster.refuse(Rejection.INVALID, new Command.RecoverShards(films, SlotSet.of(1), "n2"));
    cluster.accept(new Command.ReplaceDatabase("n3", "m3"));
    cluster.refuse(Rejection.STALE, new Command.RebuildElsewhere(films, "n2"));
    cluster.refuse(
        Rejection.STALE,
        new Command.RememberTask(films, 9, "n2", new Position(7, "2026-01-01T00:00:07Z")));
    migrations(cluster, films);
    cluster.accept(new Command.Barrier());
    return cluster.log();
  }

  /** One that is given up, another that only begins; a node that is drained, one that goes. */
  private static void migrations(ClusterContext cluster, long films) {
    Move move = cluster.move(films, 0);
    long id =
        cluster.accept(new TopologyCommand.StartMigration("drain", films, List.of(move))).number();
    cluster.accept(
        new TopologyCommand.AdvanceMigration(
            id, MigrationPhase.COMPUTING_ASSIGNMENTS, MigrationPhase.DUAL_WRITE, 0, 0, ""));
    cluster.accept(new TopologyCommand.PauseMigration(id, true));
    cluster.accept(
        new TopologyCommand.AdvanceMigration(
            id, MigrationPhase.DUAL_WRITE, MigrationPhase.ABORTED, 0, 2, "by an operator"));
    cluster.refuse(Rejection.STALE, new TopologyCommand.ClearReplicas(id));
    cluster.refuse(
        Rejection.STALE, new TopologyCommand.ForgetReplicas(films, 9, move.from(), SlotSet.of(4)));
    cluster.accept(
        new TopologyCommand.StartMigration("again", films, List.of(cluster.move(films, 1))));
    cluster.accept(new TopologyCommand.SetNode("n2", 3, true));
    cluster.refuse(Rejection.INVALID, new TopologyCommand.RemoveNode("n2"));
  }

  @Test
  void aRecoveredWriteComesBackWithItsOriginAndFailure() throws IOException {
    miroir.command.Registration recovered =
        new miroir.command.Registration(
            9, TaskKind.DOCUMENT_DELETION, "{}", null, List.of(), null, Sorted.empty(), "{}", 1, 3);
    Envelope envelope =
        new Envelope(
            new miroir.command.OperationId("g1", 1),
            2,
            new Command.RegisterTasks(1, 1, List.of(recovered), Sorted.empty()));
    byte[] bytes = CommandCodec.encode(envelope).toByteArray();
    assertThat(CommandCodec.decode(Entry.parseFrom(bytes))).isEqualTo(envelope);
  }

  @Test
  void everyCommandComesBack() throws IOException {
    for (Envelope envelope : history()) {
      byte[] bytes = CommandCodec.encode(envelope).toByteArray();
      assertThat(CommandCodec.decode(Entry.parseFrom(bytes))).isEqualTo(envelope);
    }
    assertThat(history().stream().map(e -> e.command().getClass()).distinct().count())
        .as("every kind of command stands in the history")
        .isEqualTo(miroir.command.CommandCases.class.getDeclaredMethods().length);
  }

  @Test
  void everyStateOfAHistoryComesBackAndGoesOnAlike() throws IOException {
    State state = State.EMPTY;
    State restored = State.EMPTY;
    for (Envelope envelope : history()) {
      state = Machine.apply(state, envelope).state();
      restored = Machine.apply(restored, envelope).state();
      restored = throughSnapshot(restored);
      assertThat(StateCodec.encode(restored)).isEqualTo(StateCodec.encode(state));
      assertThat(pages(restored)).isEqualTo(pages(state));
      assertThat(RoutingView.of(restored)).isEqualTo(RoutingView.of(state));
    }
  }

  static State throughSnapshot(State state) throws IOException {
    StateRecord record = StateRecord.parseFrom(StateCodec.encode(state).toByteArray());
    return StateCodec.decode(record, pages(state));
  }

  private static List<miroir.proto.log.TaskPage> pages(State state) {
    List<miroir.proto.log.TaskPage> pages = new ArrayList<>();
    for (TaskPage page : state.tasks().pages()) {
      pages.add(StateCodec.encode(page));
    }
    return pages;
  }

  @Test
  void viewsAndDeltasComeBack() throws IOException {
    State state = State.EMPTY;
    RoutingView before = RoutingView.EMPTY;
    for (Envelope envelope : history()) {
      state = Machine.apply(state, envelope).state();
      RoutingView view = RoutingView.of(state);
      assertThat(ViewCodec.decode(ViewCodec.encode(view))).isEqualTo(view);
      RoutingDelta delta = RoutingDelta.between(before, view);
      assertThat(ViewCodec.decode(ViewCodec.encode(delta))).isEqualTo(delta);
      before = view;
    }
  }

  @Test
  void enumerationsOfBothSidesHaveTheSameNames() {
    assertSame(TaskKind.values(), miroir.proto.log.TaskKind.values());
    assertSame(TaskStatus.values(), miroir.proto.log.TaskStatus.values());
    assertSame(NodeStatus.values(), miroir.proto.log.NodeStatus.values());
    assertSame(ReplicaState.values(), miroir.proto.log.ReplicaState.values());
    assertSame(miroir.command.Rejection.values(), miroir.proto.log.Rejection.values());
  }

  private static void assertSame(Enum<?>[] ours, Enum<?>[] wire) {
    for (Enum<?> one : ours) {
      assertThat(wire[one.ordinal()].name()).isEqualTo(one.name());
    }
    assertThat(wire).hasSize(ours.length + 1);
  }

  @Test
  void anUnknownCommandIsNotSkipped() {
    assertThatThrownBy(() -> CommandCodec.decode(miroir.proto.log.Command.getDefaultInstance()))
        .isInstanceOf(UnknownMessage.class);
  }

  /** Read for ever: bytes that an earlier build wrote, entries and a snapshot alike. */
  @Test
  void theGoldenLogsAndSnapshotsStayLoadable() throws IOException {
    assertThat(goldenEntries(1)).isEqualTo(44);
    assertThat(goldenEntries(2)).isEqualTo(48);
    assertThat(goldenEntries(3)).isEqualTo(51);
    assertThat(goldenEntries(4)).isEqualTo(54);
    assertThat(goldenEntries(5)).isEqualTo(58);
    assertThat(goldenEntries(6)).isEqualTo(history().size());
  }

  private static int goldenEntries(int number) throws IOException {
    State state = State.EMPTY;
    int entries = 0;
    try (InputStream in = golden("log-" + number + ".bin")) {
      for (Entry entry = Entry.parseDelimitedFrom(in);
          entry != null;
          entry = Entry.parseDelimitedFrom(in)) {
        state = Machine.apply(state, CommandCodec.decode(entry)).state();
        entries++;
      }
    }
    StateRecord record;
    List<miroir.proto.log.TaskPage> pages = new ArrayList<>();
    try (InputStream in = golden("snapshot-" + number + ".bin")) {
      record = Objects.requireNonNull(StateRecord.parseDelimitedFrom(in));
      for (int i = 0; i < record.getTaskPages(); i++) {
        pages.add(Objects.requireNonNull(miroir.proto.log.TaskPage.parseDelimitedFrom(in)));
      }
    }
    State restored = StateCodec.decode(record, pages);
    assertThat(StateCodec.encode(restored)).isEqualTo(StateCodec.encode(state));
    assertThat(restored.names()).containsOnlyKeys("books");
    assertThat(restored.tasks().nextUid()).isEqualTo(state.tasks().nextUid());
    return entries;
  }

  private static InputStream golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CodecTest.class.getResourceAsStream("/golden-log/" + name))) {
      return new ByteArrayInputStream(in.readAllBytes());
    }
  }

  /**
   * Writes golden files under a further number, for commands that the earlier ones do not have; run
   * by hand, never over files that are there.
   */
  public static void main(String[] arguments) throws IOException {
    java.nio.file.Path directory = java.nio.file.Path.of(arguments[0]);
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    State state = State.EMPTY;
    for (Envelope envelope : history()) {
      CommandCodec.encode(envelope).writeDelimitedTo(log);
      state = Machine.apply(state, envelope).state();
    }
    ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    StateCodec.encode(state).writeDelimitedTo(snapshot);
    for (miroir.proto.log.TaskPage page : pages(state)) {
      page.writeDelimitedTo(snapshot);
    }
    java.nio.file.Files.write(directory.resolve("log-" + arguments[1] + ".bin"), log.toByteArray());
    java.nio.file.Files.write(
        directory.resolve("snapshot-" + arguments[1] + ".bin"), snapshot.toByteArray());
  }
}
