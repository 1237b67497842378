package miroir.chaos.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a program of the distribution is run as a process of its own, by this very Java. */
public final class JavaCommand {
  /** Eight of these share a laptop; a gateway holds a few bodies of 100 MB at a time. */
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "-Xmx512m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Dcom.linecorp.armeria.warnNettyVersions=false");

  /**
   * Eight young processes on two processors compile more than they work. Those that live for
   * minutes only are compiled once, quickly: {@code -Dmiroir.compiler=quick}.
   */
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");

  private JavaCommand() {}

  /** Returns the command line for a main class and its arguments. */
  public static List<String> of(String... mainClassAndArguments) {
    return with(List.of(), mainClassAndArguments);
  }

  private static boolean isQuick() {
    return System.getProperty("miroir.compiler", "full").equals("quick");
  }

  /** Returns the same with further options of Java. */
  public static List<String> with(List<String> options, String... mainClassAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JAVA_OPTIONS);
    command.addAll(isQuick() ? QUICK : List.of());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(mainClassAndArguments));
    return command;
  }
}
