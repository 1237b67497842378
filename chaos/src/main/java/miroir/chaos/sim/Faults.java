package miroir.chaos.sim;

/** Does the faults of a schedule to a world, and ends them all. */
final class Faults {
  private static final long WITHOUT_LEADER_MILLIS = 300;

  private final World world;

  Faults(World world) {
    this.world = world;
  }

  void run(Step step) {
    long amount = step.amount();
    switch (step.kind()) {
      case LOSE_REQUESTS -> world.wire().cut(gateway(step), node(step.second()), amount);
      case LOSE_ANSWERS -> world.wire().cut(node(step.second()), gateway(step), amount);
      case LATE_REQUESTS ->
          world.wire().delay(gateway(step), node(step.second()), amount, step.more());
      case CUT_NODE -> {
        world.wire().cut(gateway(step), node(step.second()), amount);
        world.wire().cut(node(step.second()), gateway(step), amount);
      }
      case HOLD_NODE -> world.nodes().get(step.first()).hold(amount);
      case PAUSE_NODE -> world.nodes().get(step.first()).host().pause(amount);
      case CRASH_NODE, POWER_CUT_NODE -> crash(step);
      case FILL_NODE -> world.nodes().get(step.first()).fill(amount);
      case BACK_UP_NODE -> world.nodes().get(step.first()).backUp();
      case WIPE_NODE, RESTORE_NODE -> replace(step);
      default -> toGatewaysAndCoordinators(step);
    }
  }

  private void crash(Step step) {
    SimNode node = world.nodes().get(step.first());
    if (node.host().up()) {
      node.crash(step.amount(), step.kind() == Step.Kind.POWER_CUT_NODE);
    }
  }

  /** Not where it would take the last copy of something: that no protocol survives. */
  private void replace(Step step) {
    SimNode node = world.nodes().get(step.first());
    String name = node.host().name();
    if (!node.host().up() || world.databases().hasLastCopy(name)) {
      return;
    }
    node.replace(world.databases().marker(name), step.kind() == Step.Kind.WIPE_NODE);
    node.crash(step.amount(), false);
  }

  private void toGatewaysAndCoordinators(Step step) {
    SimGateway gateway = world.gateways().get(step.first() % world.gateways().size());
    long amount = step.amount();
    switch (step.kind()) {
      case PAUSE_GATEWAY -> gateway.host().pause(amount);
      case CRASH_GATEWAY -> {
        if (gateway.host().up()) {
          gateway.crash(amount);
        }
      }
      case LEAVE_GATEWAY -> {
        if (gateway.host().up()) {
          gateway.host().after(0, gateway::leave);
        }
      }
      case CUT_GATEWAY -> cutOff(gateway, amount, true);
      case DEAFEN_GATEWAY -> cutOff(gateway, amount, false);
      case GIVE_UP -> {
        if (gateway.host().up()) {
          gateway.host().after(0, () -> gateway.giveUp("i0", "d" + amount));
        }
      }
      case SKEW_GATEWAY -> gateway.host().skew(0.5 + step.more() / 6_000.0);
      case DEPOSE_LEADER -> depose(amount, false);
      case ISOLATE_LEADER -> depose(amount, true);
      case LOSE_QUORUM -> world.log().loseQuorum(amount);
      case MOVE -> world.movers().move("i" + step.second(), amount);
      case ABORT_MIGRATIONS -> world.movers().abort();
      case PAUSE_MIGRATIONS -> world.movers().pause(amount);
      default -> throw new IllegalArgumentException("no fault: " + step);
    }
  }

  private void cutOff(SimGateway gateway, long millis, boolean bothWays) {
    for (Coordinator coordinator : world.coordinators()) {
      world.wire().cut(coordinator.host().name(), gateway.id(), millis);
      if (bothWays) {
        world.wire().cut(gateway.id(), coordinator.host().name(), millis);
      }
    }
  }

  /** An isolated leader goes on believing for a while that it leads. */
  private void depose(long millis, boolean isolated) {
    Coordinator old = world.log().leader();
    if (old == null) {
      return;
    }
    world.log().depose();
    if (isolated) {
      old.isolate(true);
      old.host().afterMillis(1_500, () -> old.lead(false));
    } else {
      old.lead(false);
    }
    int at = world.coordinators().indexOf(old);
    Coordinator next = world.coordinators().get((at + 1) % world.coordinators().size());
    next.host()
        .afterMillis(
            WITHOUT_LEADER_MILLIS + Math.min(millis, 2_000),
            () -> {
              next.isolate(false);
              world.log().elect(next);
              next.lead(true);
            });
    old.host().afterMillis(4_000, () -> old.isolate(false));
  }

  private String gateway(Step step) {
    return world.gateways().get(step.first() % world.gateways().size()).id();
  }

  private String node(int number) {
    return world.nodes().get(number % world.nodes().size()).host().name();
  }

  /** Ends what lasts; who is down comes back in its time. */
  void heal() {
    world.wire().heal();
    world.log().heal();
    world.nodes().forEach(SimNode::heal);
    world.gateways().forEach(gateway -> gateway.host().skew(1));
  }
}
