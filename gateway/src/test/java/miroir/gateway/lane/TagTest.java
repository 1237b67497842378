package miroir.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import miroir.cluster.SlotSet;
import miroir.gateway.Limits;
import org.junit.jupiter.api.Test;

/** A tag names every joined write with its own slots, and fits a request line. */
class TagTest {
  @Test
  void whatIsWrittenIsReadBack() {
    Tag tag =
        new Tag(
            Tag.Kind.WRITE,
            7,
            new TreeMap<>(Map.of(3L, SlotSet.of(1, 16_383), 9L, SlotSet.range(0, 512))),
            new TreeMap<>(Map.of(9L, 12)));
    assertThat(tag.text()).isEqualTo("m1.7.3:s1,3fff;9:g3x12");
    assertThat(Tag.parse(tag.text())).contains(tag);
    assertThat(tag.covers(7, 3)).isTrue();
    assertThat(tag.covers(7, 4)).isFalse();
    assertThat(tag.covers(8, 3)).isFalse();
  }

  @Test
  void whatWasCopiedIsToldExactly() {
    SlotSet slots = SlotSet.of(0, 5, 6, 7, 300, 16_383);
    Tag tag = new Tag(Tag.Kind.COPIED, 7, new TreeMap<>(Map.of(3L, slots)), new TreeMap<>());
    assertThat(tag.text()).isEqualTo("e1.7.3:r0-1,5-8,12c-12d,3fff-4000");
    assertThat(Tag.parse(tag.text())).contains(tag);
  }

  @Test
  void foreignTextsAreNoTags() {
    for (String text :
        new String[] {
          "",
          "m1.7+ x",
          "m1.1.2-3.s1",
          "m1.1.2:s1;",
          "m1.1.2:x",
          "m1.1.2:s4000",
          "e1.1.2:r5-5",
          "e1.1.2:r0-4001",
          "m1.1.2:sfffffffffffff"
        }) {
      assertThat(Tag.parse(text)).isEmpty();
    }
  }

  @Test
  void theLongestTagFitsARequestLine() {
    TreeMap<Long, SlotSet> writes = new TreeMap<>();
    TreeMap<Long, Integer> members = new TreeMap<>();
    for (int i = 0; i < Limits.JOINED_REQUESTS; i++) {
      writes.put(1_000_000_000_000L + i, SlotSet.ALL);
      members.put(1_000_000_000_000L + i, 1_000);
    }
    String text =
        URLEncoder.encode(
            new Tag(Tag.Kind.WRITE, 1_000_000, writes, members).text(), StandardCharsets.UTF_8);
    assertThat(text.length()).isLessThan(32 << 10);
  }

  @Test
  void aCopyOfManySlotsApartIsReadBackOnASmallStackAndFitsARequestLine() throws Exception {
    int[] apart = IntStream.range(0, Limits.RUN_TOKENS).map(i -> 16 * i).toArray();
    Tag tag =
        new Tag(
            Tag.Kind.COPIED,
            1_000_000,
            new TreeMap<>(Map.of(1_000_000_000_000L, SlotSet.of(apart))),
            new TreeMap<>());
    String text = tag.text();
    AtomicReference<Optional<Tag>> read = new AtomicReference<>(Optional.empty());
    Thread small = new Thread(null, () -> read.set(Tag.parse(text)), "small", 128 << 10);
    small.start();
    small.join();
    assertThat(read.get()).contains(tag);
    assertThat(URLEncoder.encode(text, StandardCharsets.UTF_8).length()).isLessThan(32 << 10);
  }
}
