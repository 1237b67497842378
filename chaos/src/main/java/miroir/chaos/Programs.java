package miroir.chaos;

import picocli.CommandLine;

/** How every program of this module runs: an exception ends it with one sentence, and with 1. */
public final class Programs {
  private Programs() {}

  /**
   * Runs a picocli command and ends the process.
   *
   * @param name what the user called, named before an error
   */
  public static void run(String name, Object command, String... arguments) {
    System.exit(
        new CommandLine(command)
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  System.err.println(name + ": " + words(e));
                  return 1;
                })
            .execute(arguments));
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
