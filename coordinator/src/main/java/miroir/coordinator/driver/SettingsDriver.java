package miroir.coordinator.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import miroir.command.Command;
import miroir.coordinator.Limits;
import miroir.coordinator.Proposer;
import miroir.coordinator.node.NodeControl;
import miroir.coordinator.node.NodeControls;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import miroir.topology.Index;
import miroir.topology.Member;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.ReplicaState;
import miroir.topology.SettingsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether settings on nodes have changed behind Miroir's back, a few members at a time. What
 * they are after the last settings task has ended is remembered in Raft; anything else later, or
 * other settings than the other members have, is a drift, which the index's writer puts right.
 */
public final class SettingsDriver {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsDriver.class);
  private static final ObjectMapper SORTED =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private final Map<Place, Long> foundAtNanos = new HashMap<>();
  private final Published published;
  private final Proposer proposer;
  private final NodeControls controls;
  private final LongSupplier nanos;
  private long turn;

  /** One member of one index. */
  private record Place(long index, String node) {}

  /** Makes a driver that reads a monotonic clock, in nanoseconds. */
  public SettingsDriver(
      Published published, Proposer proposer, NodeControls controls, LongSupplier nanos) {
    this.published = published;
    this.proposer = proposer;
    this.controls = controls;
    this.nanos = nanos;
  }

  /** Looks at the next few members. */
  public void step() {
    State state = published.latest().state();
    List<Place> places = places(state);
    foundAtNanos.keySet().retainAll(places);
    int looks = Math.min(places.size(), Limits.SETTINGS_LOOKS);
    for (int i = 0; i < looks; i++) {
      Place place = places.get((int) (turn++ % places.size()));
      try {
        look(place);
      } catch (NodeControl.NodeProblem e) {
        // A node that is down, or a name that a cut has just ended: the next turn will tell.
        LOG.debug("settings of {}: {}", place, e.getMessage());
      }
    }
  }

  private static List<Place> places(State state) {
    List<Place> places = new ArrayList<>();
    for (long id : state.names().values()) {
      Index index = state.indexes().get(id);
      if (index != null && index.created() && index.settings().open().isEmpty()) {
        index.members().values().stream()
            .filter(member -> member.ready() && isInSync(index, member.node()))
            .filter(member -> isUp(state, member.node()))
            .forEach(member -> places.add(new Place(id, member.node())));
      }
    }
    return places;
  }

  private static boolean isUp(State state, String id) {
    Node node = state.nodes().get(id);
    return node != null && node.status() == NodeStatus.UP;
  }

  private static boolean isInSync(Index index, String node) {
    return index.placement().values().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .anyMatch(
            replica -> replica.node().equals(node) && replica.state() == ReplicaState.IN_SYNC);
  }

  private void look(Place place) {
    State state = published.latest().state();
    Index index = state.indexes().get(place.index);
    Node node = state.nodes().get(place.node);
    Member member = index == null ? null : index.members().get(place.node);
    if (index == null || node == null || member == null) {
      return;
    }
    NodeControl control = controls.at(node.url());
    String physical = Index.physicalName(index.id(), member.newestName());
    if (control.isChangingSettings(physical)) {
      return;
    }
    String digest = digest(control.settings(physical));
    if (control.isChangingSettings(physical)) {
      return;
    }
    judge(place, index, member.check(), digest);
  }

  private void judge(Place place, Index index, SettingsCheck check, String digest) {
    long version = index.settings().version();
    boolean known = check.version() == version && !check.digest().isEmpty();
    boolean drifted = known ? !check.digest().equals(digest) : differs(index, version, digest);
    if (!isNews(place, check, known, drifted)) {
      return;
    }
    if (drifted) {
      foundAtNanos.put(place, nanos.getAsLong());
      LOG.warn("settings of index {} changed on {} behind Miroir's back", index.id(), place.node);
    }
    proposer
        .propose(new Command.ObserveSettings(index.id(), place.node, version, digest, drifted))
        .join();
  }

  private boolean isNews(Place place, SettingsCheck check, boolean known, boolean drifted) {
    if (drifted) {
      return !check.drifted() || isDueAgain(place);
    }
    // Of a drift, only what the member itself had before proves the end: being like the others may
    // mean that it is they that changed, and the writer is about to tell.
    return check.drifted() == known;
  }

  private boolean isDueAgain(Place place) {
    Long at = foundAtNanos.get(place);
    return at == null || nanos.getAsLong() - at > Limits.DRIFT_AGAIN.toNanos();
  }

  /** Returns whether another member is known to have other settings. */
  private static boolean differs(Index index, long version, String digest) {
    return index.members().values().stream()
        .map(Member::check)
        .anyMatch(
            check ->
                check.version() == version
                    && !check.digest().isEmpty()
                    && !check.digest().equals(digest));
  }

  private static String digest(String settings) {
    try {
      byte[] canonical =
          SORTED
              .writeValueAsString(SORTED.readValue(settings, TreeMap.class))
              .getBytes(StandardCharsets.UTF_8);
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(canonical);
      return HexFormat.of().formatHex(sum, 0, 8);
    } catch (JsonProcessingException e) {
      throw new NodeControl.NodeProblem("settings: not JSON: " + e.getOriginalMessage(), true);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
