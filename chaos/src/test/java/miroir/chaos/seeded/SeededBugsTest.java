package miroir.chaos.seeded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A rule that nobody can break unseen: the simulation sees each seeded bug, from a known seed on.
 */
class SeededBugsTest {
  private static final Duration MOST = Duration.ofMinutes(2);

  static List<SeededBug> all() throws IOException {
    return SeededBug.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSimulationSeesIt(SeededBug bug) throws IOException {
    BugHunt.Found found = BugHunt.hunt(bug, bug.seed(), MOST);
    assertThat(found.violation()).as("%s, which breaks %s", bug.name(), bug.rule()).isNotNull();
  }

  /** An edit that fits its source no more would hunt nothing. */
  @Test
  void everyEditStillFitsItsSource() throws IOException {
    for (SeededBug bug : SeededBug.all()) {
      assertThat(new Mutant(bug).changes()).as(bug.name()).isNotEmpty();
    }
  }

  @Test
  void everyBugHasASchedule() throws IOException {
    assertThat(SeededBug.all()).hasSizeGreaterThan(40).allMatch(bug -> bug.seed() > 0);
  }
}
