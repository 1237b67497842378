package miroir.coordinator.driver;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import miroir.command.Command;
import miroir.command.Reply;
import miroir.coordinator.Limits;
import miroir.coordinator.Proposer;
import miroir.coordinator.leader.Together;
import miroir.coordinator.node.NodeControl;
import miroir.coordinator.node.NodeControls;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Member;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the physical indexes of members, each under a fresh cut, and deletes dropped ones. */
public final class IndexDriver {
  private static final Logger LOG = LoggerFactory.getLogger(IndexDriver.class);

  /**
   * Settings of a member in the making: Meilisearch's defaults and what Miroir needs
   * (architecture.md, How a document is stored on a node; merge-measured §1). The writer keeps them
   * in step from then on.
   */
  static final String SETTINGS =
      """
      {"filterableAttributes":[{"attributePatterns":["_miroir_shard"],\
      "features":{"facetSearch":false,"filter":{"equality":true,"comparison":false}}}],\
      "sortableAttributes":["_miroir_order"],\
      "rankingRules":["words","typo","proximity","attributeRank","sort","wordPosition",\
      "exactness","_miroir_order:asc"],\
      "faceting":{"maxValuesPerFacet":1000}}""";

  private final Map<Place, Long> failedAtNanos = new ConcurrentHashMap<>();
  private final Set<Place> underWay = ConcurrentHashMap.newKeySet();
  private final Published published;
  private final Proposer proposer;
  private final NodeControls controls;
  private final Together together;
  private final LongSupplier nanos;

  /** One member of one index, or all of them: no node. */
  private record Place(long index, String node) {}

  /**
   * Makes a driver that works on members {@code together}, and reads a monotonic clock, in
   * nanoseconds.
   */
  public IndexDriver(
      Published published,
      Proposer proposer,
      NodeControls controls,
      Together together,
      LongSupplier nanos) {
    this.published = published;
    this.proposer = proposer;
    this.controls = controls;
    this.together = together;
    this.nanos = nanos;
  }

  /**
   * Begins to make what is missing, and to delete what is no longer named. What takes long goes on
   * by itself: a node that is busy with one index holds up no other.
   */
  public void step() {
    State state = published.latest().state();
    List<Runnable> work =
        state.indexes().values().stream()
            .flatMap(
                index ->
                    state.names().containsValue(index.id())
                        ? makeMembers(state, index)
                        : alone(new Place(index.id(), ""), () -> drop(state, index)))
            .toList();
    together.run(work, Limits.MEMBERS_STEP);
  }

  /** Returns the work unless it is under way, or as much as its node should have at once. */
  private Stream<Runnable> alone(Place place, Runnable work) {
    long there = underWay.stream().filter(other -> other.node.equals(place.node)).count();
    if (there >= Limits.MEMBERS_AT_ONCE || !underWay.add(place)) {
      return Stream.empty();
    }
    return Stream.of(
        () -> {
          try {
            work.run();
          } catch (NodeControl.NodeProblem | CompletionException e) {
            failedAtNanos.put(place, nanos.getAsLong());
            LOG.warn("index {} on {}: {}", place.index, place.node, e.toString());
          } finally {
            underWay.remove(place);
          }
        });
  }

  private Stream<Runnable> makeMembers(State state, Index index) {
    SortedSet<String> nodes = new TreeSet<>();
    index
        .placement()
        .values()
        .forEach(rows -> rows.forEach(row -> row.forEach(replica -> nodes.add(replica.node()))));
    return nodes.stream()
        .filter(
            id -> {
              Member member = index.members().get(id);
              Node node = state.nodes().get(id);
              return (member == null || !member.ready())
                  && node != null
                  && node.status() == NodeStatus.UP
                  && !rests(new Place(index.id(), id));
            })
        .flatMap(id -> alone(new Place(index.id(), id), () -> make(state, index, id)));
  }

  /**
   * Each attempt is a change of the state, and each change a reason to look again: without a rest a
   * node that refuses would be asked, and the log filled, as fast as it answers.
   */
  private boolean rests(Place place) {
    Long failedAt = failedAtNanos.get(place);
    return failedAt != null && nanos.getAsLong() - failedAt < Limits.MAKE_AGAIN.toNanos();
  }

  private void make(State state, Index index, String nodeId) {
    Node node = state.nodes().get(nodeId);
    if (node == null
        || !(proposer.propose(new Command.BeginMember(index.id(), nodeId)).join()
            instanceof Reply.Accepted begun)) {
      return;
    }
    long cut = begun.number();
    try {
      NodeControl control = controls.at(node.url());
      control.createIndex(Index.physicalName(index.id(), cut), SETTINGS);
      Position newest = control.newestTask();
      proposer.propose(new Command.MemberReady(index.id(), nodeId, cut, newest)).join();
      failedAtNanos.remove(new Place(index.id(), nodeId));
    } catch (NodeControl.NodeProblem e) {
      // The name is abandoned: the next attempt takes another cut.
      failedAtNanos.put(new Place(index.id(), nodeId), nanos.getAsLong());
      LOG.warn("making index {} on {}: {}", index.id(), nodeId, e.getMessage());
    }
  }

  private void drop(State state, Index index) {
    String prefix = Index.physicalName(index.id(), 0).replaceFirst("0$", "");
    for (String nodeId : index.members().keySet()) {
      Node node = state.nodes().get(nodeId);
      if (node == null || node.status() != NodeStatus.UP) {
        continue; // What it still has when it comes back is swept then.
      }
      NodeControl control = controls.at(node.url());
      List<String> left = control.indexes(prefix);
      left.forEach(control::deleteIndex);
    }
    proposer.propose(new Command.DropIndex(index.id())).join();
  }
}
