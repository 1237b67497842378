package miroir.chaos.sim;

import java.util.Random;

/** Rehearses dangers that want two or three things to go wrong at the very moment. */
final class SharpDrill extends Aimed {
  SharpDrill(Random random, int nodes) {
    super(random, nodes);
  }

  @Override
  void rehearse(long at) {
    switch (random.nextInt(6)) {
      case 0 -> deafReader(at);
      case 1 -> voidWrite(at);
      case 2 -> lateClean(at);
      case 3 -> filterOverBase(at);
      case 4 -> secondCopy(at);
      default -> lastCopyUnread(at);
    }
  }

  /** A gateway does not hear that a member is taken out; writes go on without that member. */
  private void deafReader(long at) {
    add(at, Step.Kind.CRASH_NODE, victim, victim, 3_000L + random.nextInt(2_000), 0);
    writes(at + 5, 1 + random.nextInt(3), 100);
    long deaf = 1_000L + random.nextInt(2_500);
    int gateway = random.nextInt(2);
    add(at + 500 + random.nextInt(500), Step.Kind.DEAFEN_GATEWAY, gateway, victim, deaf, 0);
    for (int i = 0; i < 6; i++) {
      long when = at + 1_000 + random.nextInt(2_500);
      add(when, Step.Kind.LOOK, 1 - gateway, 0, hot, 0);
      add(when + random.nextInt(300), Step.Kind.READ, gateway, 0, hot, 0);
    }
  }

  /**
   * A write reaches only the member that is behind, which then is copied over it, comes in, and is
   * asked by the next writer what it holds.
   */
  private void voidWrite(long at) {
    int source = (victim + 1) % nodes;
    add(at, Step.Kind.CRASH_NODE, victim, victim, 1_100L + random.nextInt(400), 0);
    writes(at + 10, 1 + random.nextInt(2), 300);
    Moment moment = random.nextBoolean() ? Moment.CUT_ENDED : Moment.FETCHED;
    long delay = random.nextInt(20);
    long away = 20L + random.nextInt(60);
    both(g -> on(moment, 1, delay, Step.Kind.LOSE_REQUESTS, g, source, away, 0));
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      writeOn(moment, 1, delay + random.nextInt(15), one(SHORT));
    }
    long dies = delay + 20 + random.nextInt(600);
    both(g -> on(moment, 1, dies, Step.Kind.CRASH_GATEWAY, g, victim, lost(), 0));
    for (int nth = 1; nth <= 3; nth++) {
      int which = nth;
      long soon = random.nextInt(random.nextBoolean() ? 3 : 40);
      both(g -> on(Moment.ADMITTED, which, soon, lostWriter(), g, victim, lost(), 0));
    }
  }

  /** That slots are clean is heard late, when the member has failed a write to them again. */
  private void lateClean(long at) {
    backSoon(at);
    int nth = 1 + random.nextInt(2);
    long cut = random.nextInt(40);
    long away = 5L + random.nextInt(60);
    if (random.nextBoolean()) {
      both(g -> on(Moment.COPIED, nth, cut, Step.Kind.CUT_GATEWAY, g, victim, away, 0));
    } else {
      on(Moment.COPIED, nth, cut, Step.Kind.DEPOSE_LEADER, 0, victim, away, 0);
    }
    long full = cut + random.nextInt(20);
    on(Moment.COPIED, nth, full, Step.Kind.FILL_NODE, victim, victim, 15L + random.nextInt(80), 0);
    for (int i = 0; i < 3; i++) {
      writeOn(Moment.COPIED, nth, cut + random.nextInt(60), one(SHORT));
    }
  }

  /**
   * While the request that reads the source is on its way, a deletion by filter is done there, and
   * then a change that lets the document match.
   */
  private void filterOverBase(long at) {
    writeAt(450, Step.Kind.SETTINGS);
    writeAt(480, Step.Kind.REPLACE);
    backSoon(at);
    add(at + 400, Step.Kind.REPLACE, 0, 0, naming(hot), 1);
    while ((number() + 1) % 3 == 0) {
      add(at, Step.Kind.LOOK, 0, 0, hot, 0); // Such a number's merge changes no group.
    }
    int source = (victim + 1) % nodes;
    int nth = 1 + random.nextInt(2);
    long late = 60L + random.nextInt(100);
    both(g -> on(Moment.FETCHED, nth, 0, Step.Kind.LATE_REQUESTS, g, source, 6, late));
    int group = (hot + number() + 1) % 3;
    long delay = 6L + random.nextInt(15);
    on(Moment.FETCHED, nth, delay, Step.Kind.DELETE_FILTER, 0, 0, ofGroup(group), 1);
    on(Moment.FETCHED, nth, delay + 1 + random.nextInt(9), Step.Kind.MERGE, 0, 0, naming(hot), 1);
  }

  /** The source of a copy is lost while the target has not worked off what it was sent. */
  private void secondCopy(long at) {
    add(at, Step.Kind.CRASH_NODE, victim, victim, 1_100L + random.nextInt(300), 0);
    writes(at + 10, 2, 300);
    int source = (victim + 1) % nodes;
    on(
        Moment.FETCHED,
        1,
        0,
        Step.Kind.HOLD_NODE,
        victim,
        victim,
        2_500L + random.nextInt(2_000),
        0);
    boolean weak = random.nextInt(3) == 0;
    long lost = random.nextInt(8);
    long away = 2_000L + random.nextInt(3_000);
    Step.Kind kind = weak ? Step.Kind.FILL_NODE : Step.Kind.CRASH_NODE;
    on(Moment.COPIED, 1, lost, kind, source, source, away, 0);
    for (int i = 0; i < 3; i++) {
      writeOn(Moment.COPIED, 1, 5 + random.nextInt(2_000), Step.Kind.DELETE_IDS);
    }
  }

  /** Of a shard nobody knows what its last copy has taken; clients write on. */
  private void lastCopyUnread(long at) {
    int source = (victim + 1) % nodes;
    backSoon(at);
    Moment back = Moment.CUT_ENDED;
    on(back, 1, 0, Step.Kind.FILL_NODE, victim, victim, 6_000L + random.nextInt(2_000), 0);
    long dies = 60L + random.nextInt(100);
    both(g -> on(back, 1, dies - 30, Step.Kind.LOSE_ANSWERS, g, source, 400, 0));
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      writeOn(back, 1, dies - 25 + random.nextInt(20), one(SHORT));
    }
    both(g -> on(back, 1, dies, Step.Kind.CRASH_GATEWAY, g, victim, 200L + random.nextInt(900), 0));
    long away = 3_000L + random.nextInt(2_500);
    both(g -> on(back, 1, dies + 5, Step.Kind.CUT_NODE, g, source, away, 0));
    for (int i = 0; i < 4; i++) {
      writeOn(Moment.GRANTED, 2, 500 + random.nextInt(2_500), one(SHORT));
    }
  }
}
