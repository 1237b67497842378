package miroir.chaos.embedded.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The documents of additions that are not done yet, a file each. */
public final class Payloads {
  private final Path directory;

  private Payloads(Path directory) {
    this.directory = directory;
  }

  /** Opens the directory. */
  static Payloads open(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new Payloads(directory);
  }

  /** Removes files that no task will read. */
  void keepOnly(Set<Long> uids) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        boolean known =
            name.chars().allMatch(Character::isDigit) && uids.contains(Long.valueOf(name));
        if (!known) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Writes documents under a name that no task has yet. */
  Path stage(byte[] documents) throws IOException {
    return Files.write(directory.resolve(UUID.randomUUID().toString()), documents);
  }

  /** Gives staged documents to a task. */
  void assign(Path staged, long uid) throws IOException {
    Files.move(staged, file(uid));
  }

  /** The documents of a task. */
  public byte[] read(long uid) throws IOException {
    return Files.readAllBytes(file(uid));
  }

  /** Drops the documents of a task that is done. */
  void drop(long uid) throws IOException {
    Files.deleteIfExists(file(uid));
  }

  private Path file(long uid) {
    return directory.resolve(Long.toString(uid));
  }
}
