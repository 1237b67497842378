package miroir.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The file in which miroirctl looks for the admin keys of endpoints (surface.md §2). */
final class Credentials {
  private Credentials() {}

  /** Lets miroirctl find the admin key of this cluster's endpoints. */
  static void add(Layout layout, String adminKey) throws IOException {
    Path file = Path.of(System.getProperty("user.home"), ".config", "miroir", "credentials");
    Files.createDirectories(file.getParent());
    List<String> lines = new ArrayList<>();
    if (Files.exists(file)) {
      lines.addAll(Files.readAllLines(file));
    } else {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    for (int i = 1; i <= Layout.COORDINATORS; i++) {
      String endpoint = layout.grpc(i);
      lines.removeIf(line -> line.startsWith(endpoint + " "));
      lines.add(endpoint + " " + adminKey);
    }
    Files.write(file, lines);
  }
}
