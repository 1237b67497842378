package miroir.chaos.sim;

import java.util.Random;

/**
 * Makes schedules that rehearse one danger each, aimed where chance alone seldom strikes: names
 * that change while requests are on their way, writers that are lost with writes half told, and
 * members that are brought back while everybody writes to the very slots.
 */
final class Drill extends Aimed {
  private static final Moment[] COPYING = {
    Moment.CUT_ENDED,
    Moment.MARKED,
    Moment.FETCHED,
    Moment.FETCHED,
    Moment.COPIED,
    Moment.CLEANED,
    Moment.ADMITTED
  };

  Drill(Random random, int nodes) {
    super(random, nodes);
  }

  @Override
  void rehearse(long at) {
    switch (random.nextInt(7)) {
      case 0 -> lateRenaming(at);
      case 1 -> lateWrite(at);
      case 2 -> lostForgetting(at);
      case 3 -> writerLostHalfWay(at);
      default -> comeBack(at);
    }
  }

  /** A renaming of a writer that is gone arrives while its successor sweeps the names. */
  private void lateRenaming(long at) {
    long breaks = 20L + random.nextInt(200);
    both(gateway -> add(at, Step.Kind.LOSE_ANSWERS, gateway, victim, breaks, 0));
    writes(at + 1, 1 + random.nextInt(3), (int) breaks);
    long late = 2_300L + random.nextInt(4_000);
    both(gateway -> on(Moment.CUT_BEGUN, 1, 0, Step.Kind.LATE_REQUESTS, gateway, victim, 30, late));
    both(gateway -> on(Moment.CUT_BEGUN, 1, 40, lostWriter(), gateway, victim, lost(), 0));
    int slow = 200 + random.nextInt(1_700);
    long from = at + 2_100 + random.nextInt(300);
    both(gateway -> add(from, Step.Kind.LATE_REQUESTS, gateway, victim, 9_000, slow));
    writes(at + 2_500, 2, 5_000);
  }

  /** A write arrives under a name that the index has lost, between two renamings. */
  private void lateWrite(long at) {
    add(at - 20, Step.Kind.HOLD_NODE, victim, victim, 6_000L + random.nextInt(3_000), 0);
    long late = 2_050L + random.nextInt(2_500);
    both(gateway -> add(at, Step.Kind.LATE_REQUESTS, gateway, victim, 25, late));
    writes(at + 2, 1 + random.nextInt(2), 15);
    long lost = 20L + random.nextInt(2_000);
    both(gateway -> on(Moment.CUT_ENDED, 1, 0, Step.Kind.LOSE_REQUESTS, gateway, victim, lost, 0));
    if (random.nextInt(3) == 0) {
      both(
          gateway ->
              on(
                  Moment.CUT_ENDED,
                  1,
                  random.nextInt(50),
                  lostWriter(),
                  gateway,
                  victim,
                  lost(),
                  0));
    }
    writes(at + 2_100, 2, 3_000);
  }

  /** Outcomes are committed; that old names are forgotten is not, and the writer is gone. */
  private void lostForgetting(long at) {
    both(gateway -> add(at, Step.Kind.LOSE_ANSWERS, gateway, victim, 30, 0));
    writes(at + 1, 2 + random.nextInt(3), 25);
    writes(at + 2_000, 3, 150);
    if (random.nextBoolean()) {
      int nth = 1 + random.nextInt(6);
      on(Moment.FINISHED, nth, 0, Step.Kind.DEPOSE_LEADER, 0, victim, 300, 0);
      both(gateway -> on(Moment.FINISHED, nth, 0, lostWriter(), gateway, victim, lost(), 0));
    } else {
      // The next one can read what the node has done, and rename nothing.
      long delay = random.nextInt(60);
      both(gateway -> on(Moment.CUT_ENDED, 1, delay, lostWriter(), gateway, victim, lost(), 0));
      long full = 1_100L + random.nextInt(2_500);
      on(Moment.GRANTED, 2, 0, Step.Kind.FILL_NODE, victim, victim, full, 0);
    }
  }

  /** The writer is lost while some nodes have a write and others do not, or lose it again. */
  private void writerLostHalfWay(long at) {
    int other = (victim + 1 + random.nextInt(nodes - 1)) % nodes;
    both(gateway -> add(at - 5, Step.Kind.LOSE_REQUESTS, gateway, other, 60, 0));
    if (random.nextBoolean()) {
      add(at - 10, Step.Kind.HOLD_NODE, victim, victim, 1_500, 0);
      long off = 20L + random.nextInt(40);
      add(at + off, Step.Kind.POWER_CUT_NODE, victim, victim, 100L + random.nextInt(400), 0);
    } else {
      long away = 2_500L + random.nextInt(4_000);
      both(gateway -> add(at + 12, Step.Kind.CUT_NODE, gateway, victim, away, 0));
    }
    writes(at, 1 + random.nextInt(3), 6);
    Step.Kind lost = lostWriter();
    int writer = random.nextInt(2);
    add(at + 8 + random.nextInt(10), lost, writer, victim, lost(), 0);
    if (random.nextInt(3) > 0) {
      writes(at + 2_000, 2, 3_000);
    }
  }

  /** A node misses writes and comes back; the copies that follow meet something. */
  private void comeBack(long at) {
    if (random.nextBoolean()) {
      writes(at - 15, 2, 10);
      add(at - 20, Step.Kind.HOLD_NODE, victim, victim, 2_000L + random.nextInt(5_000), 0);
    }
    long away = 1_100L + random.nextInt(600);
    if (random.nextInt(3) > 0) {
      add(at, Step.Kind.CRASH_NODE, victim, victim, away, 0);
    } else {
      both(gateway -> add(at, Step.Kind.CUT_NODE, gateway, victim, 2_200 + away, 0));
    }
    writes(at + 10, 1 + random.nextInt(4), 900);
    int source = (victim + 1) % nodes;
    switch (random.nextInt(8)) {
      case 0 -> weakAtSettings(at);
      case 1 -> filterInTail(source);
      case 2 -> slowReads(at, source);
      case 3 -> tailNotRegistered(source);
      case 4 -> admittedWriterLost();
      case 5 -> weakWhenClean();
      default -> crowded();
    }
  }

  /** Settings that it missed reach it while its disk is full. */
  private void weakAtSettings(long at) {
    writeAt(at + 20 + random.nextInt(900), Step.Kind.SETTINGS);
    long full = 15L + random.nextInt(60);
    long delay = 1L + random.nextInt(25);
    on(Moment.CUT_ENDED, 1, delay, Step.Kind.FILL_NODE, victim, victim, full, 0);
  }

  /** A deletion by filter, and then a document changes so that it would match: both in the tail. */
  private void filterInTail(int source) {
    // Held before the copy begins: it waits for a write, and those behind it are in its tail.
    long held = 50L + random.nextInt(400);
    on(Moment.RENAMED, 1, 0, Step.Kind.HOLD_NODE, source, source, held, 0);
    writeOn(Moment.RENAMED, 1, 0, Step.Kind.REPLACE);
    long delay = 1L + random.nextInt(30);
    writeOn(Moment.CUT_ENDED, 1, delay, Step.Kind.DELETE_FILTER);
    writeOn(Moment.CUT_ENDED, 1, delay + 2 + random.nextInt(20), Step.Kind.MERGE);
  }

  /** Between two requests to the source much happens, since its link is slow. */
  private void slowReads(long at, int source) {
    long by = 20L + random.nextInt(300);
    writes(at + 10, 3, 900);
    both(g -> on(Moment.CUT_ENDED, 1, 0, Step.Kind.LATE_REQUESTS, g, source, 4_000, by));
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int nth = 1 + random.nextInt(2);
      writeOn(Moment.FETCHED, nth, random.nextInt(40), Step.Kind.DELETE_IDS);
    }
  }

  /** What goes behind a copy is not registered when the copy has been taken, or never will be. */
  private void tailNotRegistered(int source) {
    long held = 200L + random.nextInt(1_500);
    on(Moment.CUT_ENDED, 1, 0, Step.Kind.HOLD_NODE, victim, victim, held, 0);
    Step.Kind lost = random.nextBoolean() ? Step.Kind.LOSE_REQUESTS : Step.Kind.LOSE_ANSWERS;
    long away = 20L + random.nextInt(2_500);
    both(g -> on(Moment.FETCHED, 2, 3, lost, g, source, away, 0));
    writeOn(Moment.FETCHED, 2, 4 + random.nextInt(10), one(SHORT));
    if (random.nextBoolean()) {
      long full = 15L + random.nextInt(80);
      on(Moment.COPIED, 1, random.nextInt(4), Step.Kind.FILL_NODE, victim, victim, full, 0);
    }
    both(g -> on(Moment.CLEANED, 1, random.nextInt(5), lostWriter(), g, victim, lost(), 0));
  }

  /** It fails live writes when it has just been copied, and works the next off late. */
  private void weakWhenClean() {
    Moment moment = random.nextBoolean() ? Moment.CLEANED : Moment.COPIED;
    long full = 20L + random.nextInt(60);
    long rest = full + random.nextInt(60);
    writeOn(moment, 1, random.nextInt(10), Step.Kind.REPLACE);
    on(moment, 1, 3 + random.nextInt(10), Step.Kind.FILL_NODE, victim, victim, full, 0);
    writeOn(moment, 1, full + random.nextInt(30), Step.Kind.REPLACE);
    on(moment, 1, rest, Step.Kind.HOLD_NODE, victim, victim, 300L + random.nextInt(1_000), 0);
    writeOn(moment, 1, rest + random.nextInt(150), Step.Kind.DELETE_IDS);
  }

  /** The writer is lost when the member has just come in, and all its log is still to be read. */
  private void admittedWriterLost() {
    long delay = random.nextInt(random.nextBoolean() ? 3 : 60);
    both(g -> on(Moment.ADMITTED, 1, delay, lostWriter(), g, victim, lost(), 0));
  }

  /** Everybody writes to the very slots, and one or two more things go wrong. */
  private void crowded() {
    for (int i = 1 + random.nextInt(9); i > 0; i--) {
      int delay = random.nextInt(random.nextBoolean() ? 5 : 60);
      writeOn(one(COPYING), 1 + random.nextInt(3), delay, one(SHORT));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      disturb();
    }
  }

  /** One more thing goes wrong while the member is brought back. */
  private void disturb() {
    Moment moment = one(COPYING);
    int nth = 1 + random.nextInt(3);
    long delay = random.nextInt(random.nextBoolean() ? 4 : 60);
    int source = (victim + 1) % nodes;
    long amount = 10L + random.nextInt(random.nextBoolean() ? 60 : 900);
    switch (random.nextInt(8)) {
      case 0 -> on(moment, nth, delay, Step.Kind.FILL_NODE, victim, victim, amount, 0);
      case 1 -> on(moment, nth, delay, Step.Kind.HOLD_NODE, victim, victim, 3 * amount, 0);
      case 2 -> on(moment, nth, delay, Step.Kind.HOLD_NODE, source, source, 3 * amount, 0);
      case 3 -> both(g -> on(moment, nth, delay, Step.Kind.LOSE_REQUESTS, g, source, amount, 0));
      case 4 -> both(g -> on(moment, nth, delay, Step.Kind.LOSE_ANSWERS, g, victim, amount, 0));
      case 5 -> on(moment, nth, delay, Step.Kind.LOSE_QUORUM, 0, victim, amount, 0);
      default -> both(g -> on(moment, nth, delay, lostWriter(), g, victim, lost(), 0));
    }
  }
}
