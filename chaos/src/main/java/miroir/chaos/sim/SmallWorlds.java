package miroir.chaos.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import miroir.chaos.sim.SmallWorld.Fault;
import miroir.chaos.sim.SmallWorld.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Runs every small world there is: each sequence of operations, with each combination of faults, at
 * each moment that comes in the world without the last of them. On several threads.
 */
public final class SmallWorlds {
  private static final long PROGRESS_MILLIS = 15_000;

  private final Deque<List<Operation>> left = new ArrayDeque<>();
  private final Set<Long> histories = new HashSet<>();
  private final long seed;
  private final int faultsMost;
  private final Consumer<String> say;
  private long worlds;
  private @Nullable Schedule failed;

  private SmallWorlds(long seed, int faultsMost, Consumer<String> say) {
    this.seed = seed;
    this.faultsMost = faultsMost;
    this.say = say;
  }

  /**
   * Runs them all and says how it goes, with figures in the end.
   *
   * @param seed of the delays
   * @return whether all were good
   */
  public static boolean run(
      long seed, int operationsMost, int faultsMost, int threads, Consumer<String> say)
      throws InterruptedException {
    SmallWorlds all = new SmallWorlds(seed, faultsMost, say);
    all.sequences(new ArrayList<>(), operationsMost);
    return all.run(threads, operationsMost);
  }

  private void sequences(List<Operation> begun, int most) {
    if (!begun.isEmpty()) {
      left.add(List.copyOf(begun));
    }
    if (begun.size() < most) {
      for (Operation next : Operation.values()) {
        begun.add(next);
        sequences(begun, most);
        begun.remove(begun.size() - 1);
      }
    }
  }

  private boolean run(int threads, int operationsMost) throws InterruptedException {
    long begun = System.nanoTime();
    int sequences = left.size();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::work, "worlds-" + i);
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      for (thread.join(PROGRESS_MILLIS); thread.isAlive(); thread.join(PROGRESS_MILLIS)) {
        say.accept(progress(sequences));
      }
    }
    Schedule bad = failed;
    if (bad != null) {
      try (Simulation simulation = new Simulation(say)) {
        simulation.tell(bad);
      }
      return false;
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    say.accept(
        String.format(
            "%d worlds of <= %d operations and <= %d faults, %d histories, 0 violations, %.1f s, %.0f worlds a minute",
            worlds, operationsMost, faultsMost, histories.size(), seconds, worlds / seconds * 60));
    return true;
  }

  private synchronized String progress(int sequences) {
    return worlds + " worlds; " + left.size() + " of " + sequences + " sequences to begin";
  }

  private synchronized @Nullable List<Operation> next() {
    return failed != null ? null : left.poll();
  }

  /** Returns whether to go on. */
  private synchronized boolean ran(Schedule schedule, long digest, boolean good) {
    worlds++;
    histories.add(digest);
    if (!good && failed == null) {
      failed = schedule;
    }
    return failed == null;
  }

  private void work() {
    try (Simulation simulation = new Simulation(say)) {
      for (List<Operation> next = next(); next != null; next = next()) {
        explore(simulation, SmallWorld.clients(next), new ArrayList<>(), null);
      }
    }
  }

  /** A fault of a world, and the moment at which it struck. */
  private record Struck(Fault fault, int node, Ambushes.Reached point) {}

  private void explore(
      Simulation simulation, List<Step> clients, List<Step> faults, @Nullable Struck last) {
    List<Step> steps = new ArrayList<>(faults);
    steps.addAll(clients);
    Schedule schedule = SmallWorld.schedule(seed, steps);
    World world = simulation.world(schedule);
    boolean good = simulation.violation(world) == null;
    if (!ran(schedule, world.chronicle().digest(), good) || faults.size() == faultsMost) {
      return;
    }
    for (Ambushes.Reached point : pointsFrom(world, last)) {
      for (Fault fault : Fault.values()) {
        for (int node = 0; node < nodes(fault, last); node++) {
          if (!isSeenAlready(fault, node, point, last)) {
            faults.add(fault.at(faults.size() + 1, point, node));
            explore(simulation, clients, faults, new Struck(fault, node, point));
            faults.remove(faults.size() - 1);
          }
        }
      }
    }
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

  /** The later of two faults comes at a moment of the world with the earlier one. */
  private static List<Ambushes.Reached> pointsFrom(World world, @Nullable Struck last) {
    List<Ambushes.Reached> all = new ArrayList<>();
    all.add(SmallWorld.START);
    world.ambushes().reached().stream()
        .filter(point -> point.atMillis() >= SmallWorld.BEGIN_MILLIS)
        .forEach(all::add);
    int from = last == null ? 0 : Math.max(0, all.indexOf(last.point));
    return all.subList(from, all.size());
  }
}
