package miroir.chaos.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What counts as equal: everything, but times, durations, sizes and random ids by their shape. */
class ComparisonTest {
  @Test
  void timesCountByShape() throws Exception {
    assertThat(
            paths(
                "{'enqueuedAt':'2026-01-01T00:00:00Z'}",
                "{'enqueuedAt':'2027-12-31T23:59:59.123Z'}"))
        .isEmpty();
    assertThat(paths("{'enqueuedAt':'2026-01-01T00:00:00Z'}", "{'enqueuedAt':'yesterday'}"))
        .containsExactly("enqueuedAt");
    assertThat(paths("{'finishedAt':null}", "{'finishedAt':'2026-01-01T00:00:00Z'}"))
        .containsExactly("finishedAt");
    assertThat(paths("{'duration':'PT0.1S'}", "{'duration':'PT1M2.5S'}")).isEmpty();
    assertThat(paths("{'processingTimeMs':1}", "{'processingTimeMs':90}")).isEmpty();
    assertThat(paths("{'batchUid':1}", "{'batchUid':null}")).containsExactly("batchUid");
  }

  @Test
  void theRestCountsExactly() throws Exception {
    assertThat(paths("{'a':[1,2]}", "{'a':[2,1]}")).containsExactly("a[0]", "a[1]");
    assertThat(paths("{'a':[1,2]}", "{'a':[1]}")).containsExactly("a{size}");
    assertThat(paths("{'a':1,'b':2}", "{'b':2,'a':1}")).containsExactly("{names}");
    assertThat(paths("{'a':1.0}", "{'a':1}")).containsExactly("a");
    assertThat(paths("{'a':1.50}", "{'a':1.5}")).isEmpty();
    assertThat(paths("{'x':{'message':'a'}}", "{'x':{'message':'b'}}"))
        .containsExactly("x.message");
    assertThat(paths("{'a':{}}", "{'a':null}")).containsExactly("a");
  }

  @Test
  void keysThatTheServerMadeUpCountByShape() throws Exception {
    String one =
        "{'uid':'0dc15fb3-0fab-4a9a-91ce-17a67557fc34','key':'%s'}".formatted("a".repeat(64));
    String other =
        "{'uid':'e72c3422-76f0-4b9c-a4e6-20ffa143e796','key':'%s'}".formatted("b".repeat(64));
    assertThat(paths(one, other)).isEmpty();
    assertThat(
            Comparison.of(
                Story.MAPPER.readTree(one.replace('\'', '"')),
                Story.MAPPER.readTree(other.replace('\'', '"')),
                Set.of("0dc15fb3-0fab-4a9a-91ce-17a67557fc34")))
        .hasSize(2);
  }

  private static List<String> paths(String expected, String actual) throws Exception {
    return Comparison.of(
            Story.MAPPER.readTree(expected.replace('\'', '"')),
            Story.MAPPER.readTree(actual.replace('\'', '"')),
            Set.of())
        .stream()
        .map(Fragment::path)
        .toList();
  }
}
