package miroir.chaos.sim;

import java.util.Random;

/**
 * Rehearses an operator who gives writes up: those that wait for a node, registered or not, of a
 * copy or a last copy, while their node works nothing off, or nobody hears what it says.
 */
final class GiveUpDrill extends Aimed {
  private static final Step.Kind[] SILENT = {
    Step.Kind.HOLD_NODE, Step.Kind.HOLD_NODE, Step.Kind.PAUSE_NODE, Step.Kind.FILL_NODE
  };

  GiveUpDrill(Random random, int nodes) {
    super(random, nodes);
  }

  @Override
  void rehearse(long at) {
    switch (random.nextInt(4)) {
      case 0 -> unanswered(at);
      case 1 -> lastCopy(at);
      case 2 -> inACopy(at);
      default -> unfinished(at);
    }
    if (random.nextInt(3) == 0) {
      long when = at + random.nextInt(2_500);
      both(gateway -> add(when, lostWriter(), gateway, victim, lost(), 0));
    }
    writes(at + 2_500, 1 + random.nextInt(3), 2_000);
  }

  /** Registered writes whose node works nothing off. */
  private void unfinished(long at) {
    add(at - 5, one(SILENT), victim, victim, 1_000L + random.nextInt(5_000), 0);
    writes(at, 2 + random.nextInt(4), 300);
    giveUp(at + 50, 1 + random.nextInt(4), 1_500);
  }

  /** Writes that a node has taken, or not: nobody hears of it. */
  private void unanswered(long at) {
    Step.Kind silent = random.nextBoolean() ? Step.Kind.LOSE_ANSWERS : Step.Kind.LOSE_REQUESTS;
    long away = 200L + random.nextInt(3_000);
    both(gateway -> add(at - 1, silent, gateway, victim, away, 0));
    writes(at, 2 + random.nextInt(4), 40);
    giveUp(at + 5, 1 + random.nextInt(3), 900);
  }

  /** One copy is away, the other does not get on. */
  private void lastCopy(long at) {
    add(at - 200, Step.Kind.CRASH_NODE, victim, victim, 2_500L + random.nextInt(2_000), 0);
    int other = (victim + 1) % nodes;
    long held = 500L + random.nextInt(4_000);
    long when = at + 1_200 + random.nextInt(600);
    if (random.nextBoolean()) {
      add(when, one(SILENT), other, other, held, 0);
    } else {
      both(gateway -> add(when, Step.Kind.LOSE_ANSWERS, gateway, other, held, 0));
    }
    writes(at, 2, 1_000);
    writes(when + 2, 2 + random.nextInt(3), 200);
    giveUp(when + 20, 1 + random.nextInt(3), 1_500);
  }

  /** A member that is brought back, or the one that it is brought back from, does not get on. */
  private void inACopy(long at) {
    backSoon(at);
    int weak = random.nextBoolean() ? victim : (victim + 1) % nodes;
    Moment[] moments = {Moment.CUT_ENDED, Moment.FETCHED, Moment.COPIED, Moment.CLEANED};
    Moment moment = one(moments);
    on(moment, 1, 0, one(SILENT), weak, weak, 100L + random.nextInt(2_500), 0);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      writeOn(moment, 1, random.nextInt(60), one(SHORT));
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int document = random.nextInt(3) > 0 ? hot : random.nextInt(ClientOp.IDS);
      long delay = random.nextInt(900);
      both(gateway -> on(moment, 1, delay, Step.Kind.GIVE_UP, gateway, 0, document, 0));
    }
  }

  private void giveUp(long from, int times, int span) {
    for (int i = 0; i < times; i++) {
      long when = from + random.nextInt(span);
      int document = random.nextInt(3) > 0 ? hot : random.nextInt(ClientOp.IDS);
      // Whoever is the writer; the other one has nothing to give up.
      add(when, Step.Kind.GIVE_UP, 0, 0, document, 0);
      add(when, Step.Kind.GIVE_UP, 1, 0, document, 0);
    }
  }
}
