package miroir.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every small world there is, within bounds: every promise holds in each. */
class SmallWorldsTest {
  private static final int THREADS = 2;
  private static final int OPERATIONS = Integer.getInteger("miroir.worlds.operations", 2);

  @Test
  void noWorldWithOneFaultBreaksAPromise() throws InterruptedException, IOException {
    List<String> said = new ArrayList<>();
    boolean good =
        SmallWorlds.run(
            1,
            OPERATIONS,
            1,
            THREADS,
            null,
            line -> {
              System.out.println(line);
              said.add(line);
            });
    assertThat(good).as("%s", String.join("\n", said)).isTrue();
  }
}
