package miroir.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which word a node may misjudge: the last of several, where the query ends with it. */
class LastWordTest {
  @Test
  void theLastOfSeveralWordsCounts() {
    assertThat(LastWord.of("Ace B")).isEqualTo("B");
    assertThat(LastWord.of("two words's")).isEqualTo("s");
    assertThat(LastWord.of("spider-man")).isEqualTo("man");
    assertThat(LastWord.of("-no word other")).isEqualTo("other");
    assertThat(LastWord.of("\"a phrase\" caf\u00e9")).isEqualTo("caf\u00e9");
  }

  @Test
  void nothingElseDoes() {
    assertThat(LastWord.of("")).isNull();
    assertThat(LastWord.of("one")).isNull();
    assertThat(LastWord.of("two words ")).isNull();
    assertThat(LastWord.of("two words.")).isNull();
    assertThat(LastWord.of("Heidi -Ginzburg")).isNull();
    assertThat(LastWord.of("a -\"phrase not\"")).isNull();
    assertThat(LastWord.of("open \"phrase here")).isNull();
    assertThat(LastWord.of("one two three four five six seven eight nine ten eleven")).isNull();
  }
}
