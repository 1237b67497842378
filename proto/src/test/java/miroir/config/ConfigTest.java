package miroir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise: a bad configuration stops the start with file, line, key and what is allowed. */
class ConfigTest {
  private static Config read(Path file) {
    return Config.read(Keys.ALL, file, Map.of(), Map.of());
  }

  private static Path file(Path directory, String text) throws IOException {
    return Files.writeString(directory.resolve("miroir.toml"), text);
  }

  @Test
  void flagsWinOverEnvironmentOverFileOverDefaults(@TempDir Path directory) throws IOException {
    Path file = file(directory, "[gateway]\nid = \"from-file\"\nlane_repair_timeout = \"250ms\"\n");
    assertThat(read(file).text("gateway.id")).isEqualTo("from-file");
    assertThat(read(file).duration("gateway.lane_repair_timeout"))
        .isEqualTo(Duration.ofMillis(250));
    assertThat(read(file).text("gateway.listen")).isEqualTo("127.0.0.1:7700");
    Map<String, String> environment = Map.of("MIROIR_GATEWAY_ID", "from-environment");
    assertThat(Config.read(Keys.ALL, file, environment, Map.of()).text("gateway.id"))
        .isEqualTo("from-environment");
    assertThat(
            Config.read(Keys.ALL, file, environment, Map.of("gateway.id", "from-flag"))
                .text("gateway.id"))
        .isEqualTo("from-flag");
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndWhatIsKnown(@TempDir Path directory) throws IOException {
    Path file = file(directory, "[gateway]\nid = \"g\"\n\nlissen = \"127.0.0.1:1\"\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("miroir.toml:4")
        .hasMessageContaining("unknown key gateway.lissen")
        .hasMessageContaining("gateway.listen");
  }

  @Test
  void aBadValueIsNamedWithWhatIsAllowed(@TempDir Path directory) throws IOException {
    Path file = file(directory, "[defaults]\nshards = 63\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("miroir.toml:2")
        .hasMessageContaining("defaults.shards")
        .hasMessageContaining("a power of two from 1 to 16384");
    assertThatThrownBy(
            () ->
                Config.read(
                    Keys.ALL, null, Map.of("MIROIR_GATEWAY_WRITE_DEADLINE", "soon"), Map.of()))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("MIROIR_GATEWAY_WRITE_DEADLINE")
        .hasMessageContaining("a duration such as");
  }

  @Test
  void aFileThatIsNoTomlOrNotThereIsNamed(@TempDir Path directory) throws IOException {
    Path file = file(directory, "[gateway]\nid = \n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("miroir.toml:2");
    assertThatThrownBy(() -> read(directory.resolve("nowhere.toml")))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("nowhere.toml");
  }

  @Test
  void secretsMayComeFromFiles(@TempDir Path directory) throws IOException {
    Path secret = Files.writeString(directory.resolve("key"), "s3cret\n");
    Config config =
        Config.read(
            Keys.ALL, null, Map.of(), Map.of("security.master_key_file", secret.toString()));
    assertThat(config.secret("security.master_key")).isEqualTo("s3cret");
  }

  @Test
  void listsAreArraysOrHaveCommas(@TempDir Path directory) throws IOException {
    Path file = file(directory, "[gateway]\ncoordinators = [\"a:1\", \"b:2\"]\n");
    assertThat(read(file).list("gateway.coordinators")).isEqualTo(List.of("a:1", "b:2"));
  }

  @Test
  void windowsAreATableOfNames(@TempDir Path directory) throws IOException {
    String windows = "windows = { off-peak = \"22:00-06:00 UTC\", noon = \"12:00-13:00 UTC\" }\n";
    Path file = file(directory, "[migration]\nschedule_window = \"noon\"\n" + windows);
    assertThat(read(file).text("migration.windows"))
        .isEqualTo("off-peak=22:00-06:00 UTC,noon=12:00-13:00 UTC");
    Path unnamed = file(directory, "[migration]\nschedule_window = \"night\"\n" + windows);
    assertThatThrownBy(() -> read(unnamed))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("migration.schedule_window")
        .hasMessageContaining("off-peak");
    Path bad = file(directory, "[migration]\nwindows = { noon = \"12:00-25:00 UTC\" }\n");
    assertThatThrownBy(() -> read(bad))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("miroir.toml:2: migration.windows");
  }

  @Test
  void schedulesAreChecked() {
    for (String good : List.of("0 */6 * * *", "0,30 1-5 1 1,12 0", "*/5 * * * 7")) {
      assertThat(set("anti_entropy.schedule_cron", good)).isEqualTo(good);
    }
    for (String bad :
        List.of("", "* * * *", "60 * * * *", "0 5-1 * * *", "0 */0 * * *", "a * * * *")) {
      assertThatThrownBy(() -> set("anti_entropy.schedule_cron", bad))
          .as(bad)
          .isInstanceOf(ConfigProblem.class)
          .hasMessageContaining("five fields");
    }
  }

  private static String set(String key, String value) {
    return Config.read(Keys.ALL, null, Map.of(), Map.of(key, value)).text(key);
  }

  @Test
  void unsafeCombinationsStopTheStart() {
    assertThatThrownBy(
            () ->
                Config.read(
                    Keys.ALL,
                    null,
                    Map.of("MIROIR_MIGRATION_SKIP_DELTA_PASS", "true"),
                    Map.of("anti_entropy.enabled", "false")))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("UNSAFE_MIGRATION_CONFIG");
    assertThat(set("migration.skip_delta_pass", "true")).isEqualTo("true");
  }

  @Test
  void keysThatCannotActYetTakeNoValue() {
    assertThat(set("security.tls.cert", "")).isEmpty();
    assertThatThrownBy(() -> set("security.tls.cert", "cert.pem"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("TLS is not built yet");
  }
}
