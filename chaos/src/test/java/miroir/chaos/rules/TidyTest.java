package miroir.chaos.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules, as far as a program can judge them. */
class TidyTest {
  private static final int FILE_LINES_MAX = 400;
  private static final List<String> MODULES =
      List.of("proto", "statemachine", "coordinator", "gateway", "chaos");
  private static final Pattern LEFTOVERS =
      Pattern.compile("TO" + "DO|FIX" + "ME|@Dis" + "abled|printStackTrace|System\\.exit\\(0\\)");
  private static final Pattern MACHINE_PATHS = Pattern.compile("\"/(home|root|work)/[a-z]");

  private static List<Path> sources(String part) throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    List<Path> files = new ArrayList<>();
    for (String module : MODULES) {
      Path source = root.resolve(module).resolve("src").resolve(part).resolve("java");
      try (Stream<Path> all = Files.exists(source) ? Files.walk(source) : Stream.empty()) {
        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  @Test
  void filesAreSmall() throws IOException {
    List<String> large = new ArrayList<>();
    for (Path file : sources("main")) {
      long lines = Files.readAllLines(file).size();
      if (lines > FILE_LINES_MAX) {
        large.add(file.getFileName() + ": " + lines);
      }
    }
    assertThat(large).isEmpty();
  }

  @Test
  void nothingIsLeftOver() throws IOException {
    List<String> found = new ArrayList<>();
    for (String part : List.of("main", "test")) {
      for (Path file : sources(part)) {
        String text = Files.readString(file);
        boolean bad =
            !file.endsWith("TidyTest.java")
                && (LEFTOVERS.matcher(text).find() || MACHINE_PATHS.matcher(text).find());
        if (bad) {
          found.add(file.getFileName().toString());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /** No clock, no randomness, no sleep where the log must give the same state everywhere. */
  @Test
  void theStateMachineIsDeterministic() throws IOException {
    Pattern banned =
        Pattern.compile(
            "System\\.(currentTimeMillis|nanoTime)|new Random|UUID\\.randomUUID|Thread\\.sleep"
                + "|HashMap<.*forEach|Instant\\.now|Math\\.random");
    for (Path file : sources("main")) {
      if (file.toString().contains("statemachine")) {
        assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern(banned);
      }
    }
  }

  @Test
  void everyPackageSaysWhatLivesInIt() throws IOException {
    List<String> silent = new ArrayList<>();
    for (Path file : sources("main")) {
      Path words = file.resolveSibling("package-info.java");
      if (!Files.exists(words)) {
        silent.add(words.toString());
      }
    }
    assertThat(silent.stream().distinct()).isEmpty();
  }
}
