package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Makes a schedule that rehearses one danger: the words in which such dangers are told. */
abstract class Aimed {
  static final Step.Kind[] SHORT = {
    Step.Kind.REPLACE,
    Step.Kind.REPLACE,
    Step.Kind.MERGE,
    Step.Kind.MERGE,
    Step.Kind.DELETE_IDS,
    Step.Kind.DELETE_FILTER
  };

  final Random random;
  final int nodes;
  final int victim;
  final int hot;
  private final List<Step> steps = new ArrayList<>();

  Aimed(Random random, int nodes) {
    this.random = random;
    this.nodes = nodes;
    this.victim = random.nextInt(nodes);
    this.hot = random.nextBoolean() ? 0 : random.nextInt(ClientOp.IDS);
  }

  /** Adds the danger. */
  abstract void rehearse(long at);

  /** Returns the steps, those that have a time in its order. */
  final List<Step> steps() {
    if (random.nextInt(3) > 0) {
      // What filters need, while all is well.
      writeAt(400, Step.Kind.SETTINGS);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      writeAt(430 + random.nextInt(60), Step.Kind.REPLACE);
    }
    long at = 700;
    rehearse(at);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      boolean look = random.nextBoolean();
      long when = at + random.nextInt(6_000);
      add(when, look ? Step.Kind.LOOK : Step.Kind.READ, random.nextInt(2), 0, hot, 0);
    }
    steps.sort(Comparator.comparingLong(Step::atMillis).thenComparingInt(Step::number));
    return List.copyOf(steps);
  }

  interface OfGateway {
    void at(int gateway);
  }

  /** Whoever is the writer, it is hit; now and then only one of the two. */
  void both(OfGateway hit) {
    int only = random.nextInt(8);
    for (int gateway = 0; gateway < 2; gateway++) {
      if (only > 1 || only == gateway) {
        hit.at(gateway);
      }
    }
  }

  Step.Kind lostWriter() {
    return random.nextInt(4) == 0 ? Step.Kind.PAUSE_GATEWAY : Step.Kind.CRASH_GATEWAY;
  }

  long lost() {
    return 200L + random.nextInt(4_500);
  }

  <T> T one(T[] some) {
    return some[random.nextInt(some.length)];
  }

  void writes(long from, int count, int span) {
    for (int i = 0; i < count; i++) {
      writeAt(from + random.nextInt(span), one(SHORT));
    }
  }

  void writeAt(long at, Step.Kind kind) {
    add(at, kind, random.nextInt(2), 0, amount(kind), 1 + random.nextInt(3));
  }

  void writeOn(Moment moment, int nth, long delay, Step.Kind kind) {
    on(moment, nth, delay, kind, random.nextInt(2), 0, amount(kind), 1 + random.nextInt(3));
  }

  /** Writes are aimed at few documents, so that they meet. */
  private long amount(Step.Kind kind) {
    long amount = random.nextInt(1 << 20);
    boolean any = kind == Step.Kind.DELETE_FILTER || random.nextInt(4) == 0;
    while (!any && !ClientOp.names(amount, hot)) {
      amount++;
    }
    return kind == Step.Kind.SETTINGS ? filterable(amount) : amount;
  }

  private static long filterable(long from) {
    long amount = from;
    while (ClientOp.isInGroup(amount, 0)) {
      amount++;
    }
    return amount;
  }

  /** Returns the number of the step that is added next. */
  final int number() {
    return steps.size();
  }

  void add(long at, Step.Kind kind, int first, int second, long amount, long more) {
    steps.add(new Step(steps.size(), at, kind, first, second, amount, more));
  }

  void on(
      Moment moment,
      int nth,
      long delay,
      Step.Kind kind,
      int first,
      int second,
      long amount,
      long more) {
    steps.add(new Step(steps.size(), moment, nth, delay, kind, first, second, amount, more));
  }

  /** The victim misses writes, and is back. */
  void backSoon(long at) {
    add(at, Step.Kind.CRASH_NODE, victim, victim, 1_100L + random.nextInt(400), 0);
    writes(at + 10, 1 + random.nextInt(3), 300);
  }

  /** Returns an amount for a filter of a group. */
  long ofGroup(int group) {
    long amount = random.nextInt(1 << 20);
    while (!ClientOp.isInGroup(amount, group)) {
      amount++;
    }
    return amount;
  }

  /** Returns an amount for a write that names a document first. */
  long naming(int document) {
    long amount = random.nextInt(1 << 20);
    while (!ClientOp.names(amount, document)) {
      amount++;
    }
    return amount;
  }
}
