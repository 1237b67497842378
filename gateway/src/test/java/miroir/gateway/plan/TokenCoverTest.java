package miroir.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import miroir.cluster.Slot;
import org.junit.jupiter.api.Test;

/** A cover selects exactly the wanted slots among those held, with the fewest tokens. */
class TokenCoverTest {
  @Test
  void nothingIsNeededWhenAllThatIsHeldIsWanted() {
    BitSet some = runs(0, 100, 300, 700);
    assertThat(TokenCover.of(some, some)).isEmpty();
  }

  @Test
  void levelsMixAndUnheldSlotsAreFree() {
    // Behind 528 nothing is held for a long way, so the whole group of 512 may be named.
    TokenCover cover = TokenCover.of(runs(256, 528), runs(256, 528, 8_192, 16_384)).orElseThrow();
    assertThat(cover.excluded()).isFalse();
    assertThat(cover.tokens()).containsExactly(Tokens.ofRun(256, 256), Tokens.ofRun(512, 256));

    TokenCover mixed = TokenCover.of(runs(256, 529), runs(0, 16_384)).orElseThrow();
    assertThat(mixed.tokens())
        .containsExactly(Tokens.ofRun(256, 256), Tokens.ofRun(512, 16), Tokens.ofRun(528, 1));
    assertThat(mixed.filter()).startsWith("_miroir_shard IN [\"").endsWith("\"]");
  }

  @Test
  void theComplementIsNamedWhenItIsShorter() {
    TokenCover cover = TokenCover.of(runs(0, 8_192, 8_448, 16_384), runs(0, 16_384)).orElseThrow();
    assertThat(cover.excluded()).isTrue();
    assertThat(cover.tokens()).containsExactly(Tokens.ofRun(8_192, 256));
    assertThat(cover.filter())
        .isEqualTo("_miroir_shard NOT IN [\"" + Tokens.ofRun(8_192, 256) + "\"]");
  }

  @Test
  void shardsBecomeRunsOfSlots() {
    BitSet shards = runs(1, 2, 3, 4);
    assertThat(TokenCover.slots(shards, 4)).isEqualTo(runs(4_096, 8_192, 12_288, 16_384));
    assertThat(TokenCover.slots(runs(5, 6), Slot.COUNT)).isEqualTo(runs(5, 6));
  }

  @Test
  void coversSelectExactlyTheWantedSlots() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int shardCount = 1 << random.nextInt(15);
      BitSet heldShards = randomSet(random, shardCount);
      BitSet wantedShards = randomSet(random, shardCount);
      wantedShards.and(heldShards);
      BitSet held = TokenCover.slots(heldShards, shardCount);
      BitSet wanted = TokenCover.slots(wantedShards, shardCount);
      assertThat(selected(TokenCover.of(wanted, held), held)).as("seed %s", seed).isEqualTo(wanted);
    }
  }

  /** Tries all sets of tokens over two groups of 16 slots: 34 tokens, sets of growing size. */
  @Test
  void noSmallerCoverExists() {
    int slots = 32;
    List<BitSet> tokens = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      tokens.add(runs(slot, slot + 1));
    }
    tokens.add(runs(0, 16));
    tokens.add(runs(16, 32));
    tokens.add(runs(0, 256));
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      BitSet held = randomSet(random, slots);
      BitSet wanted = randomSet(random, slots);
      wanted.and(held);
      BitSet others = (BitSet) held.clone();
      others.andNot(wanted);
      if (others.isEmpty() || Math.min(wanted.cardinality(), others.cardinality()) > 4) {
        continue;
      }
      int found = TokenCover.of(wanted, held).orElseThrow().tokens().size();
      for (int size = 0; size < found; size++) {
        assertThat(coverable(tokens, 0, size, wanted, others))
            .as("seed %s: %s tokens would do", seed, size)
            .isFalse();
        assertThat(coverable(tokens, 0, size, others, wanted))
            .as("seed %s: %s excluded tokens would do", seed, size)
            .isFalse();
      }
    }
  }

  private static boolean coverable(
      List<BitSet> tokens, int from, int size, BitSet open, BitSet forbidden) {
    if (open.isEmpty()) {
      return true;
    }
    for (int i = from; size > 0 && i < tokens.size(); i++) {
      if (!tokens.get(i).intersects(forbidden)) {
        BitSet left = (BitSet) open.clone();
        left.andNot(tokens.get(i));
        if (coverable(tokens, i + 1, size - 1, left, forbidden)) {
          return true;
        }
      }
    }
    return false;
  }

  private static BitSet selected(Optional<TokenCover> cover, BitSet held) {
    BitSet selected = (BitSet) held.clone();
    if (cover.isEmpty()) {
      return selected;
    }
    BitSet named = new BitSet();
    for (String token : cover.get().tokens()) {
      int first = Tokens.firstSlot(token);
      named.set(first, first + Tokens.length(token));
    }
    if (cover.get().excluded()) {
      selected.andNot(named);
    } else {
      selected.and(named);
    }
    return selected;
  }

  private static BitSet randomSet(Random random, int size) {
    BitSet set = new BitSet();
    boolean in = random.nextBoolean();
    int run = 1 + random.nextInt(Math.max(1, size / 4));
    for (int i = 0; i < size; i++) {
      set.set(i, in);
      if (random.nextInt(run) == 0) {
        in = !in;
      }
    }
    return set;
  }

  private static BitSet runs(int... bounds) {
    BitSet set = new BitSet();
    for (int i = 0; i < bounds.length; i += 2) {
      set.set(bounds[i], bounds[i + 1]);
    }
    return set;
  }
}
