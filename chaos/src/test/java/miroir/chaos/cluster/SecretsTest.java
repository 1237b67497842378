package miroir.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for a cluster that is not there is told what to do. */
class SecretsTest {
  @Test
  void aMissingClusterIsNamed(@TempDir Path data) {
    assertThatThrownBy(() -> Secrets.read(data))
        .isInstanceOf(IOException.class)
        .hasMessage("no cluster lies in " + data + ": make one by scripts/miroir up");
  }
}
