package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import miroir.command.Command;
import miroir.command.TopologyCommand;

/** Lets the steps happen that wait for a moment of the protocol, until the faults are over. */
final class Ambushes {
  private final Map<Moment, Integer> seen = new EnumMap<>(Moment.class);
  private final List<Reached> reached = new ArrayList<>();
  private final VirtualTime time;
  private final IntSupplier writer;
  private final Supplier<List<Long>> touches;
  private final Host nobody;
  private final List<Step> steps;
  private final Consumer<Step> run;
  private boolean over;

  /**
   * A moment that came.
   *
   * @param nth which of its kind, from 1 on
   * @param atMillis when
   * @param writer which gateway held the first index's lease, 0 if none did
   * @param touches how often something had happened to each node, and to the log last
   */
  record Reached(Moment moment, int nth, long atMillis, int writer, List<Long> touches) {}

  Ambushes(
      VirtualTime time,
      Schedule schedule,
      IntSupplier writer,
      Supplier<List<Long>> touches,
      Consumer<Step> run) {
    this.time = time;
    this.writer = writer;
    this.touches = touches;
    this.nobody = new Host(time, "schedule");
    this.steps = schedule.steps().stream().filter(step -> step.moment() != Moment.TIME).toList();
    this.run = run;
  }

  /** An entry was committed. */
  void committed(Command command) {
    if (command instanceof Command.GrantLease) {
      reached(Moment.GRANTED);
    } else if (command instanceof Command.BeginCut) {
      reached(Moment.CUT_BEGUN);
    } else if (command instanceof Command.EndCut) {
      reached(Moment.CUT_ENDED);
    } else if (command instanceof Command.RegisterTasks) {
      reached(Moment.REGISTERED);
    } else if (command instanceof Command.FinishTasks) {
      reached(Moment.FINISHED);
    } else if (command instanceof Command.TakeOut) {
      reached(Moment.MARKED);
    } else if (command instanceof Command.CleanSlots) {
      reached(Moment.CLEANED);
    } else if (command instanceof Command.AdmitReplicas) {
      reached(Moment.ADMITTED);
    } else if (command instanceof TopologyCommand.AdvanceMigration) {
      reached(Moment.ADVANCED);
    } else if (command instanceof TopologyCommand.ClearReplicas) {
      reached(Moment.CLEARING);
    } else if (command instanceof TopologyCommand.ForgetReplicas) {
      reached(Moment.FORGOTTEN);
    }
  }

  /** A moment has come. */
  void reached(Moment moment) {
    int count = seen.merge(moment, 1, Integer::sum);
    if (!over) {
      reached.add(new Reached(moment, count, time.millis(), writer.getAsInt(), touches.get()));
    }
    for (Step step : steps) {
      if (step.moment() == moment && step.nth() == count) {
        nobody.afterMillis(step.atMillis(), () -> strike(step));
      }
    }
  }

  /** Returns the moments that came before the faults were over, in their order. */
  List<Reached> reached() {
    return reached;
  }

  private void strike(Step step) {
    if (!over) {
      run.accept(step);
    }
  }

  /** Nothing more happens: things are to get well. */
  void end() {
    over = true;
  }
}
