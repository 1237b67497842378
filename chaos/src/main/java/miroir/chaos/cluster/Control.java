package miroir.chaos.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import miroir.coordinator.ctl.Miroirctl;

/**
 * miroirctl for one local cluster, in this process.
 *
 * @param layout where its coordinators are
 * @param secrets hold the admin key
 */
record Control(Layout layout, Secrets secrets) {
  /** Runs a command that prints for people. */
  void run(String... command) throws IOException {
    run(new PrintWriter(System.out, true, Charset.defaultCharset()), List.of(command));
  }

  /** Returns what a command prints, as JSON. */
  String ask(String... command) throws IOException {
    StringWriter printed = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-o", "json"));
    run(new PrintWriter(printed), arguments);
    return printed.toString();
  }

  private void run(PrintWriter out, List<String> command) throws IOException {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--endpoint", layout.coordinators()));
    arguments.addAll(List.of("--admin-key", secrets.adminKey()));
    int code = Miroirctl.run(out, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IOException("miroirctl " + String.join(" ", command) + " ended with " + code);
    }
  }
}
