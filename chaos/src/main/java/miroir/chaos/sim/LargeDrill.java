package miroir.chaos.sim;

import java.util.Random;

/** Rehearses what can meet slots that are copied in pieces. */
final class LargeDrill extends Aimed {
  LargeDrill(Random random, int nodes) {
    super(random, nodes);
  }

  @Override
  void rehearse(long at) {
    switch (random.nextInt(4)) {
      case 0 -> filterBehindPiece(at);
      case 1 -> goneBeforeTheRestart(at);
      case 2 -> givenUpLate(at);
      default -> busySlots(at);
    }
  }

  /** A deletion by filter reaches a piece whose document has changed since it was read. */
  private void filterBehindPiece(long at) {
    writeAt(450, Step.Kind.SETTINGS);
    add(480, Step.Kind.REPLACE, 0, 0, naming(hot), 1);
    backSoon(at);
    int group = (hot + number()) % 3;
    int was = number();
    add(at + 400, Step.Kind.REPLACE, 0, 0, naming(hot), 1);
    writes(at + 410, 2 + random.nextInt(3), 300);
    while (number() % 3 == 0 || number() % 3 == was % 3) {
      add(at, Step.Kind.LOOK, 0, 0, hot, 0); // Such a number's merge changes no group, or not this.
    }
    int source = (victim + 1) % nodes;
    int nth = 1 + random.nextInt(2);
    long delay = random.nextInt(4);
    on(Moment.COPIED, nth, delay, Step.Kind.MERGE, 0, 0, naming(hot), 1);
    long held = 100L + random.nextInt(700);
    on(Moment.COPIED, nth, 0, Step.Kind.HOLD_NODE, source, source, held, 0);
    long then = delay + 1 + random.nextInt(6);
    on(Moment.COPIED, nth, then, Step.Kind.DELETE_FILTER, 0, 0, ofGroup(group), 1);
  }

  /**
   * A document has gone over in a piece, the slot begins anew, and by then the document is gone.
   */
  private void goneBeforeTheRestart(long at) {
    writeAt(450, Step.Kind.SETTINGS);
    add(at, Step.Kind.CRASH_NODE, victim, victim, 1_100L + random.nextInt(400), 0);
    add(at + 400, Step.Kind.REPLACE, 0, 0, naming(hot), 1);
    writes(at + 410, 1 + random.nextInt(4), 300);
    int nth = 1 + random.nextInt(2);
    long delay = random.nextInt(4);
    on(Moment.COPIED, nth, delay, Step.Kind.DELETE_FILTER, 0, 0, ofGroup(random.nextInt(3)), 1);
    long then = delay + 1 + random.nextInt(10);
    on(Moment.COPIED, nth, then, Step.Kind.DELETE_IDS, 0, 0, naming(hot), 1);
  }

  /** Slots become clean unheard, their lane breaks, and the writer is lost a little later. */
  private void givenUpLate(long at) {
    backSoon(at);
    long away = 20L + random.nextInt(1_500);
    int nth = 1 + random.nextInt(4);
    both(g -> on(Moment.CLEANED, 1, 0, Step.Kind.CUT_GATEWAY, g, victim, away, 0));
    both(g -> on(Moment.COPIED, nth, 0, Step.Kind.LOSE_ANSWERS, g, victim, 2_500, 0));
    int read = 2 + random.nextInt(5);
    long soon = random.nextInt(12);
    long lost = 1_100L + random.nextInt(1_500);
    both(g -> on(Moment.FETCHED, read, soon, Step.Kind.LOSE_REQUESTS, g, victim, lost, 0));
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      writeOn(Moment.CLEANED, 1, random.nextInt(40), one(SHORT));
    }
    writes(at + 3_000, 3, 3_000);
    long dies = 1_500L + random.nextInt(3_000);
    both(g -> on(Moment.CLEANED, 1, dies, lostWriter(), g, victim, lost(), 0));
  }

  /** Everybody writes to the very slots, more than a tail may hold. */
  private void busySlots(long at) {
    backSoon(at);
    Moment[] moments = {Moment.CUT_ENDED, Moment.FETCHED, Moment.COPIED, Moment.CLEANED};
    for (int i = 3 + random.nextInt(12); i > 0; i--) {
      int nth = 1 + random.nextInt(6);
      writeOn(one(moments), nth, random.nextInt(random.nextBoolean() ? 5 : 60), one(SHORT));
    }
  }
}
