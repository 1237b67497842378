package miroir.chaos.golden;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import miroir.chaos.Programs;
import picocli.CommandLine;

/** Replays recorded stories to a server and tells how many answers are as recorded. */
@CommandLine.Command(
    name = "golden",
    mixinStandardHelpOptions = true,
    description = "Replays recorded stories to a server. All its indexes are deleted.")
public final class Main implements Callable<Integer> {
  private static final int FRAGMENTS_SHOWN = 3;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @CommandLine.Parameters(arity = "0..1", paramLabel = "URL", description = "the server's base URL")
  private String url = "";

  @CommandLine.Option(names = "--key", description = "the server's master key")
  private String key = "";

  @CommandLine.Option(
      names = "--story",
      description = "a story to replay, again for each; all that are in scope when absent")
  private List<String> stories = new ArrayList<>();

  @CommandLine.Option(names = "--all-steps", description = "replay steps that are out of scope too")
  private boolean allSteps;

  @CommandLine.Option(
      names = "--strict",
      description = "count listed differences as failures: for a single server")
  private boolean strict;

  @CommandLine.Option(names = "--list", description = "list the stories in scope and leave")
  private boolean list;

  private Main() {}

  /** Runs the program; it ends with 0 when every answer is as recorded or its difference listed. */
  public static void main(String[] arguments) {
    Programs.run("golden", new Main(), arguments);
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Story.IN_SCOPE.forEach(
          name -> out.printf("%s %d%n", name, Story.load(name).inScope().steps().size()));
      out.flush();
      return 0;
    }
    if (url.isEmpty()) {
      throw new CommandLine.ParameterException(spec.commandLine(), "URL is missing");
    }
    Replayer replayer =
        new Replayer(
            new Server(url, key), strict ? KnownDifferences.none() : KnownDifferences.listed());
    boolean good = true;
    int steps = 0;
    int passed = 0;
    for (String name : stories.isEmpty() ? Story.IN_SCOPE : stories) {
      Story story = Story.load(name);
      Replayer.Result result = replayer.replay(allSteps ? story : story.inScope());
      print(result, out);
      good &= result.isGood();
      steps += result.steps();
      passed += result.passed();
    }
    out.printf("all stories %d / %d%n", passed, steps);
    out.flush();
    return good ? 0 : 1;
  }

  private static void print(Replayer.Result result, PrintWriter out) {
    out.printf("%s %d / %d%n", result.story(), result.passed(), result.steps());
    result.explained().forEach(one -> out.printf("  listed difference at step %s%n", one));
    result.outlived().forEach(one -> out.printf("  does not occur any more: %s%n", one));
    for (Replayer.Failure failure : result.failures()) {
      out.printf("  step %d %s%n", failure.step().number(), failure.step().title());
      failure.fragments().stream()
          .limit(FRAGMENTS_SHOWN)
          .forEach(fragment -> out.printf("    %s%n", fragment));
    }
    out.flush();
  }
}
