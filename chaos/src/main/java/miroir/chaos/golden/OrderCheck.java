package miroir.chaos.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * Asks two servers, such as a cluster and one server alone, the searches of the oracle stories, and
 * tells how many have the same ids in the same order, the same totals and the same facets: each
 * server against the recording, and against the other.
 */
@CommandLine.Command(
    name = "order-check",
    mixinStandardHelpOptions = true,
    description = "Compares the order of hits on two servers. All their indexes are deleted.")
public final class OrderCheck implements Callable<Integer> {
  /** Stories of searches whose order is the truth. */
  private static final List<String> ORACLES =
      List.of("oracle-books", "oracle-restaurants", "oracle-cities");

  private static final int EXAMPLES_SHOWN = 5;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @CommandLine.Parameters(index = "0", paramLabel = "URL", description = "the server to judge")
  private String url = "";

  @CommandLine.Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OTHER",
      description = "another server to compare it with")
  private String otherUrl = "";

  @CommandLine.Option(names = "--key", description = "both servers' master key")
  private String key = "";

  @CommandLine.Option(names = "--story", description = "an oracle story; all when absent")
  private List<String> stories = new ArrayList<>();

  @CommandLine.Option(
      names = "--at-least",
      description = "least percentage of equal order for success; default: ${DEFAULT-VALUE}")
  private double atLeast = 100;

  private OrderCheck() {}

  /** Runs the program; it ends with 0 when enough searches have the recorded order. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new OrderCheck()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    boolean good = true;
    for (String name : stories.isEmpty() ? ORACLES : stories) {
      Story story = Story.load(name);
      List<Story.Step> searches =
          story.steps().stream().filter(step -> step.title().endsWith("/search")).toList();
      List<JsonNode> recorded =
          searches.stream().map(step -> step.response().path("json")).toList();
      List<JsonNode> answers = answers(story, new Server(url, key));
      Agreement agreement = Agreement.of(recorded, answers);
      out.printf("%s %s%n", name, agreement);
      if (!otherUrl.isEmpty()) {
        List<JsonNode> others = answers(story, new Server(otherUrl, key));
        out.printf("  the other: %s%n", Agreement.of(recorded, others));
        out.printf("  both:      %s%n", Agreement.of(others, answers));
      }
      agreement.examples().stream()
          .limit(EXAMPLES_SHOWN)
          .forEach(at -> out.printf("  differs: %s%n", searches.get(at).request().path("json")));
      out.flush();
      good &= agreement.orderPercent() >= atLeast;
    }
    return good ? 0 : 1;
  }

  private static List<JsonNode> answers(Story story, Server server)
      throws IOException, InterruptedException {
    server.reset();
    List<JsonNode> answers = new ArrayList<>();
    for (Story.Step step : story.steps()) {
      JsonNode answer = server.send(step.request()).json();
      if (step.title().endsWith("/search")) {
        answers.add(answer);
      } else if (answer.has("taskUid")) {
        server.finishedTask(answer.get("taskUid").asLong());
      }
    }
    return answers;
  }
}
