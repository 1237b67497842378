package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import miroir.chaos.sim.SmallWorld.Fault;
import org.jspecify.annotations.Nullable;

/**
 * All worlds of one sequence of operations: without faults, then with each fault at each moment of
 * the world without it, and so on. What must be alike is run once: a fault between two things that
 * happen to whom it hits, and what follows from worlds with the same history.
 */
final class Exploration {
  private final Set<Long> histories = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Step> faults = new ArrayList<>();
  private final Simulation simulation;
  private final List<Step> clients;
  private final long seed;
  private final int faultsMost;
  private final BooleanSupplier goOn;
  private long worlds;
  private long same;
  private @Nullable Schedule failed;

  /** A fault of a world, the moment at which it struck, and until when that may matter. */
  private record Struck(Fault fault, int node, Ambushes.Reached point, long untilMillis) {}

  Exploration(
      Simulation simulation, List<Step> clients, long seed, int faultsMost, BooleanSupplier goOn) {
    this.simulation = simulation;
    this.clients = clients;
    this.seed = seed;
    this.faultsMost = faultsMost;
    this.goOn = goOn;
  }

  /** Runs them all, or until one fails; returns how many there were. */
  Explored.Count run() {
    explore(null, 0);
    return new Explored.Count(worlds, histories.size(), same);
  }

  /** Returns the world that failed, or null. */
  @Nullable Schedule failed() {
    return failed;
  }

  private void explore(@Nullable Struck last, long parent) {
    if (failed != null || !goOn.getAsBoolean()) {
      return;
    }
    List<Step> steps = new ArrayList<>(faults);
    steps.addAll(clients);
    Schedule schedule = SmallWorld.schedule(seed, steps);
    World world = simulation.world(schedule);
    worlds++;
    if (simulation.violation(world) != null) {
      failed = schedule;
      return;
    }
    long history = world.chronicle().digest();
    histories.add(history);
    if (faults.size() == faultsMost) {
      return;
    }
    if (last != null && !seen.add(parent + " " + last.fault + " " + last.node + " " + history)) {
      same++;
      return;
    }
    // A fault that has changed nothing may still meet what the next one brings about, until it
    // ends.
    boolean idle = last != null && history == parent;
    for (Place place : places(world, last, idle)) {
      faults.add(place.fault.at(faults.size() + 1, place.point, place.node));
      explore(new Struck(place.fault, place.node, place.point, place.untilMillis()), history);
      faults.remove(faults.size() - 1);
    }
  }

  /** A fault, and where and when it may strike. */
  private record Place(Fault fault, int node, Ambushes.Reached point) {
    long untilMillis() {
      return point.atMillis() + fault.lastsMillis();
    }
  }

  /** The later of two faults comes at a moment of the world with the earlier one. */
  private static List<Place> places(World world, @Nullable Struck last, boolean idle) {
    List<Ambushes.Reached> points = new ArrayList<>();
    points.add(SmallWorld.START);
    world.ambushes().reached().stream()
        .filter(point -> point.atMillis() >= SmallWorld.BEGIN_MILLIS)
        .forEach(points::add);
    List<Place> all = new ArrayList<>();
    for (int i = last == null ? 0 : Math.max(0, points.indexOf(last.point));
        i < points.size();
        i++) {
      Ambushes.Reached point = points.get(i);
      if (idle && last != null && point.atMillis() > last.untilMillis) {
        break;
      }
      for (Fault fault : Fault.values()) {
        for (int node = 0; node < nodes(fault, last); node++) {
          boolean differs =
              i + 1 == points.size() || fault.isBetween(point, points.get(i + 1), node);
          if (differs && !isSeenAlready(fault, node, point, last)) {
            all.add(new Place(fault, node, point));
          }
        }
      }
    }
    return all;
  }

  /** The nodes are alike until one of them has been hit. */
  private static int nodes(Fault fault, @Nullable Struck last) {
    return last == null ? 1 : fault.victims();
  }

  /** Two faults at one moment are one world, whichever is named first. */
  private static boolean isSeenAlready(
      Fault fault, int node, Ambushes.Reached point, @Nullable Struck last) {
    if (last == null || !last.point.equals(point)) {
      return false;
    }
    int order = fault.compareTo(last.fault);
    return order < 0 || (order == 0 && node <= last.node);
  }
}
