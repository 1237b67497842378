package miroir.chaos.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything that the matrix breaks, one thing at a time. */
enum Fault {
  /** The gateway that writes is killed. */
  WRITER_KILLED(Reach.WRITER, 2_000, scene -> scene.withoutWriter(scene::kill)),
  /** The gateway that writes is frozen for ten seconds, and woken. */
  WRITER_FROZEN(Reach.WRITER, 6_000, Scene::freezeWriter),
  /** The gateway that writes reaches the nodes, but no coordinator. */
  WRITER_CUT_FROM_COORDINATORS(Reach.WRITER, 0, Scene::cutWriterFromCoordinators),
  /** The gateway that writes does not reach one of the nodes. */
  WRITER_CUT_FROM_NODE(Reach.NOBODY, 0, Scene::cutWriterFromNode),
  /** A node is killed in the middle of an upload. */
  NODE_KILLED(Reach.NODES, 1_500, Scene::killNodeDuringUpload),
  /** A node is stopped in peace, and started again. */
  NODE_RESTARTED(Reach.NODES, 0, Scene::restartNode),
  /** A node is killed and comes back with nothing. */
  NODE_WIPED(Reach.NODES, 0, Scene::wipeNode),
  /** A node is frozen for ten seconds, and woken. */
  NODE_FROZEN(Reach.NODES, 4_000, Scene::freezeNode),
  /** Requests reach a node, its answers reach nobody. */
  NODE_ANSWERS_LOST(Reach.NOBODY, 0, Scene::loseAnswers),
  /** The leading coordinator is killed. */
  LEADER_KILLED(Reach.NOBODY, 3_000, Scene::killLeader),
  /** Two of three coordinators are down for twenty seconds. */
  COORDINATORS_DOWN(Reach.NOBODY, 0, scene -> scene.killCoordinators(Duration.ofSeconds(20))),
  /** Every process is killed, then all are started. */
  ALL_DOWN(Reach.ALL_AT_ONCE, 0, Scene::killAll),
  /** Every process is stopped and started, one after the other. */
  ROLLING_RESTART(Reach.ALL, 0, Scene::restartAllInTurn),
  /** Every connection to nodes is reset once: lanes heal in place. */
  NODE_CONNECTIONS_RESET(Reach.NOBODY, 100, Scene::resetNodeConnections),
  /** Every connection is reset once, those to coordinators too. */
  CONNECTIONS_RESET(Reach.NOBODY, 100, Scene::resetConnections),
  /** A node is drained, and then takes its share again: no fault, but data moves. */
  NODE_DRAINED(Reach.NOBODY, 0, scene -> scene.drainNode(() -> {})),
  /** The leading coordinator is killed while a node is drained. */
  LEADER_KILLED_IN_DRAIN(Reach.NOBODY, 0, scene -> scene.drainNode(scene::killLeader)),
  /** The gateway that writes is killed while a node is drained. */
  WRITER_KILLED_IN_DRAIN(
      Reach.WRITER, 0, scene -> scene.drainNode(() -> scene.withoutWriter(scene::kill))),
  /** The node is killed while it is drained. */
  SOURCE_KILLED_IN_DRAIN(Reach.NODES, 0, scene -> scene.drainNode(scene::killNode)),
  /** Nothing: how long writes stand still of themselves on this machine. */
  NOTHING(Reach.NOBODY, 0, Scene::letBe);

  /** Whom a fault takes away, so that it cannot be asked to answer. */
  enum Reach {
    /** No gateway and no process. */
    NOBODY,
    /** Nodes, which must be the cluster's own. */
    NODES,
    /** The gateway that writes: its clients wait, or find nobody. */
    WRITER,
    /** Every gateway, and nodes where they are the cluster's own. */
    ALL,
    /** All of them at once: until nodes are back, answers lack shards, and say so. */
    ALL_AT_ONCE
  }

  /** What happens in a round: the fault, and its end. */
  interface Strike {
    void at(Scene scene) throws Exception;
  }

  private final Reach reach;
  private final long goalMillis;
  private final Strike strike;

  Fault(Reach reach, long goalMillis, Strike strike) {
    this.reach = reach;
    this.goalMillis = goalMillis;
    this.strike = strike;
  }

  /** Returns the name on the command line, such as {@code node-killed}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Reach reach() {
    return reach;
  }

  /** Returns how long writes may stand still, milliseconds; 0 without a goal. */
  long goalMillis() {
    return goalMillis;
  }

  void strike(Scene scene) throws Exception {
    strike.at(scene);
  }

  /** Returns the faults with these names; all of them if none are named. */
  static List<Fault> named(@Nullable List<String> labels) {
    if (labels == null) {
      return List.of(values());
    }
    return labels.stream().map(Fault::named).toList();
  }

  private static Fault named(String label) {
    return Arrays.stream(values())
        .filter(fault -> fault.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no fault "
                        + label
                        + " (expected: "
                        + String.join(", ", Arrays.stream(values()).map(Fault::label).toList())
                        + ")"));
  }
}
