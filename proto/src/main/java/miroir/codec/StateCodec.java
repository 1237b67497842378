package miroir.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import miroir.cluster.Sorted;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.machine.Answers;
import miroir.machine.State;
import miroir.machine.TaskPage;
import miroir.machine.TaskRow;
import miroir.machine.Tasks;
import miroir.proto.log.ProposerAnswers;
import miroir.proto.log.StateRecord;
import miroir.proto.log.Task;
import miroir.topology.ApiKey;
import miroir.topology.Coordinator;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Migration;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Session;

/** The state ⇄ snapshot records. Tasks travel page by page, so that no message grows large. */
public final class StateCodec {
  private StateCodec() {}

  /** Returns everything but the tasks. */
  public static StateRecord encode(State state) {
    StateRecord.Builder m =
        StateRecord.newBuilder()
            .setClusterId(state.clusterId())
            .setRoutingEpoch(state.routingEpoch())
            .setNextIndexId(state.nextIndexId())
            .putAllConfig(state.config())
            .putAllNames(state.names())
            .putAllReadNames(state.readNames())
            .putAllLastNames(state.lastNames())
            .setAnswersClock(state.answers().clock())
            .setNextTaskUid(state.tasks().nextUid())
            .setNextMigrationId(state.nextMigrationId())
            .setTaskPages(state.tasks().pages().size());
    state.coordinators().values().forEach(coordinator -> m.addCoordinators(encode(coordinator)));
    state.nodes().values().forEach(node -> m.addNodes(encode(node)));
    state.indexes().values().forEach(index -> m.addIndexes(TopologyCodec.encode(index)));
    state.leases().forEach((index, lease) -> m.putLeases(index, encode(lease)));
    state.sessions().values().forEach(session -> m.addSessions(encode(session)));
    state.endedSessions().forEach(session -> m.addEndedSessions(encode(session)));
    state.keys().values().forEach(key -> m.addKeys(encode(key)));
    state.swaps().forEach(swap -> m.addSwaps(encode(swap)));
    state.migrations().values().forEach(one -> m.addMigrations(MigrationCodec.encode(one)));
    state
        .answers()
        .byProposer()
        .forEach((proposer, answers) -> m.putAnswers(proposer, encode(answers)));
    return m.build();
  }

  /** Returns the state of a record and its task pages. */
  public static State decode(StateRecord m, List<miroir.proto.log.TaskPage> pages) {
    TreeMap<String, Coordinator> coordinators = new TreeMap<>();
    m.getCoordinatorsList()
        .forEach(
            c -> coordinators.put(c.getId(), new Coordinator(c.getId(), c.getGrpc(), c.getHttp())));
    TreeMap<String, Node> nodes = new TreeMap<>();
    m.getNodesList().forEach(node -> nodes.put(node.getId(), decode(node)));
    TreeMap<Long, Index> indexes = new TreeMap<>();
    m.getIndexesList().forEach(index -> indexes.put(index.getId(), TopologyCodec.decode(index)));
    TreeMap<Long, Lease> leases = new TreeMap<>();
    m.getLeasesMap().forEach((index, lease) -> leases.put(index, decode(lease)));
    TreeMap<String, Session> sessions = new TreeMap<>();
    m.getSessionsList().forEach(session -> sessions.put(session.getGateway(), decode(session)));
    TreeMap<String, ApiKey> keys = new TreeMap<>();
    m.getKeysList().forEach(key -> keys.put(key.getUid(), decode(key)));
    TreeMap<Long, Migration> migrations = new TreeMap<>();
    m.getMigrationsList().forEach(one -> migrations.put(one.getId(), MigrationCodec.decode(one)));
    TreeMap<String, Answers.Of> answers = new TreeMap<>();
    m.getAnswersMap().forEach((proposer, of) -> answers.put(proposer, decode(of)));
    return new State(
        m.getClusterId(),
        m.getRoutingEpoch(),
        m.getNextIndexId(),
        Sorted.copyOf(m.getConfigMap()),
        Sorted.copyOf(coordinators),
        Sorted.copyOf(nodes),
        Sorted.copyOf(m.getNamesMap()),
        Sorted.copyOf(m.getReadNamesMap()),
        Sorted.copyOf(indexes),
        Sorted.copyOf(m.getLastNamesMap()),
        Sorted.copyOf(leases),
        Sorted.copyOf(sessions),
        m.getEndedSessionsList().stream().map(StateCodec::decode).toList(),
        Sorted.copyOf(keys),
        m.getSwapsList().stream().map(StateCodec::decode).toList(),
        Sorted.copyOf(migrations),
        Math.max(1, m.getNextMigrationId()),
        tasks(pages, m.getNextTaskUid()),
        new Answers(Sorted.copyOf(answers), m.getAnswersClock()));
  }

  /** Returns the message of one page of tasks. */
  public static miroir.proto.log.TaskPage encode(TaskPage page) {
    miroir.proto.log.TaskPage.Builder m = miroir.proto.log.TaskPage.newBuilder();
    for (int at = 0; at < page.size(); at++) {
      m.addTasks(encode(page.row(at)));
    }
    return m.build();
  }

  private static Tasks tasks(List<miroir.proto.log.TaskPage> pages, long nextUid) {
    List<List<TaskRow>> rows = new ArrayList<>();
    for (miroir.proto.log.TaskPage page : pages) {
      rows.add(page.getTasksList().stream().map(StateCodec::decode).toList());
    }
    return Tasks.restored(rows, nextUid);
  }

  /** Returns the message of a task. */
  public static Task encode(TaskRow row) {
    Task.Builder m =
        Task.newBuilder()
            .setUid(row.uid())
            .setIndex(row.index())
            .setKindValue(row.kind().ordinal())
            .setStatusValue(row.status().ordinal())
            .setLeaseEpoch(row.leaseEpoch())
            .setSeq(row.seq())
            .setEnqueuedAtNanos(row.enqueuedAtNanos())
            .setStartedAtNanos(row.startedAtNanos())
            .setFinishedAtNanos(row.finishedAtNanos());
    if (row.details() != null) {
      m.setDetails(row.details());
    }
    if (row.error() != null) {
      m.setError(row.error());
    }
    if (row.metadata() != null) {
      m.setMetadata(row.metadata());
    }
    row.nodeTasks().forEach(task -> m.addNodeTasks(CommandEncoder.nodeTask(task)));
    return m.build();
  }

  /** Returns the task of a message. */
  public static TaskRow decode(Task m) {
    return new TaskRow(
        m.getUid(),
        m.getIndex(),
        TaskKind.values()[m.getKindValue()],
        TaskStatus.values()[m.getStatusValue()],
        m.getLeaseEpoch(),
        m.getSeq(),
        m.getEnqueuedAtNanos(),
        m.getStartedAtNanos(),
        m.getFinishedAtNanos(),
        m.hasDetails() ? m.getDetails() : null,
        m.hasError() ? m.getError() : null,
        m.hasMetadata() ? m.getMetadata() : null,
        m.getNodeTasksList().stream().map(CommandCodec::nodeTask).toList());
  }

  private static miroir.proto.log.Coordinator encode(Coordinator c) {
    return miroir.proto.log.Coordinator.newBuilder()
        .setId(c.id())
        .setGrpc(c.grpc())
        .setHttp(c.http())
        .build();
  }

  private static miroir.proto.log.Node encode(Node node) {
    return miroir.proto.log.Node.newBuilder()
        .setId(node.id())
        .setUrl(node.url())
        .setGroup(node.group())
        .setCapacity(node.capacity())
        .setGeneration(node.generation())
        .setMarker(node.marker())
        .setStatusValue(node.status().ordinal())
        .setDetail(node.detail())
        .setDraining(node.draining())
        .build();
  }

  private static Node decode(miroir.proto.log.Node m) {
    return new Node(
        m.getId(),
        m.getUrl(),
        m.getGroup(),
        m.getCapacity(),
        m.getGeneration(),
        m.getMarker(),
        NodeStatus.values()[m.getStatusValue()],
        m.getDetail(),
        m.getDraining());
  }

  private static miroir.proto.log.Lease encode(Lease lease) {
    return miroir.proto.log.Lease.newBuilder()
        .setHolder(lease.holder())
        .setIncarnation(lease.incarnation())
        .setEpoch(lease.epoch())
        .setActive(lease.active())
        .setRegisteredSeq(lease.registeredSeq())
        .setLastTask(lease.lastTask())
        .putAllOpen(TopologyCodec.encodeOpen(lease.open()))
        .build();
  }

  private static Lease decode(miroir.proto.log.Lease m) {
    return new Lease(
        m.getHolder(),
        m.getIncarnation(),
        m.getEpoch(),
        m.getActive(),
        m.getRegisteredSeq(),
        m.getLastTask(),
        TopologyCodec.decodeOpen(m.getOpenMap()));
  }

  private static miroir.proto.log.Session encode(Session session) {
    return miroir.proto.log.Session.newBuilder()
        .setGateway(session.gateway())
        .setIncarnation(session.incarnation())
        .setAdvertise(session.advertise())
        .setAcknowledgedEpoch(session.acknowledgedEpoch())
        .setReadKey(session.readKey())
        .setWriteKey(session.writeKey())
        .setLive(session.live())
        .build();
  }

  private static Session decode(miroir.proto.log.Session m) {
    return new Session(
        m.getGateway(),
        m.getIncarnation(),
        m.getAdvertise(),
        m.getAcknowledgedEpoch(),
        m.getReadKey(),
        m.getWriteKey(),
        m.getLive());
  }

  private static miroir.proto.log.ApiKey encode(ApiKey key) {
    return miroir.proto.log.ApiKey.newBuilder()
        .setUid(key.uid())
        .setName(key.name())
        .setDescription(key.description())
        .addAllActions(key.actions())
        .addAllIndexes(key.indexes())
        .setExpiresAt(key.expiresAt())
        .setCreatedAtNanos(key.createdAtNanos())
        .setUpdatedAtNanos(key.updatedAtNanos())
        .build();
  }

  private static ApiKey decode(miroir.proto.log.ApiKey m) {
    return new ApiKey(
        m.getUid(),
        m.getName(),
        m.getDescription(),
        List.copyOf(m.getActionsList()),
        List.copyOf(m.getIndexesList()),
        m.getExpiresAt(),
        m.getCreatedAtNanos(),
        m.getUpdatedAtNanos());
  }

  private static miroir.proto.log.WaitingSwap encode(State.WaitingSwap swap) {
    return miroir.proto.log.WaitingSwap.newBuilder()
        .setTaskUid(swap.taskUid())
        .putAllBefore(swap.before())
        .putAllNames(swap.names())
        .build();
  }

  private static State.WaitingSwap decode(miroir.proto.log.WaitingSwap m) {
    return new State.WaitingSwap(
        m.getTaskUid(), Sorted.copyOf(m.getBeforeMap()), Sorted.copyOf(m.getNamesMap()));
  }

  private static ProposerAnswers encode(Answers.Of of) {
    ProposerAnswers.Builder m =
        ProposerAnswers.newBuilder().setForgotten(of.forgotten()).setHeard(of.heard());
    of.newest()
        .forEach(
            answer ->
                m.addNewest(
                    miroir.proto.log.Answer.newBuilder()
                        .setNumber(answer.number())
                        .setReply(CommandCodec.encode(answer.reply()))));
    return m.build();
  }

  private static Answers.Of decode(ProposerAnswers m) {
    return new Answers.Of(
        m.getForgotten(),
        m.getHeard(),
        m.getNewestList().stream()
            .map(a -> new Answers.Answer(a.getNumber(), CommandCodec.decode(a.getReply())))
            .toList());
  }
}
