package miroir.chaos.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * Loads data sets into two servers, such as a cluster and one server alone, and asks both random
 * searches of every kind: how many have the same hits in the same order, totals and facets.
 */
@CommandLine.Command(
    name = "search-check",
    mixinStandardHelpOptions = true,
    description = "Compares two servers by random searches. Indexes check-* are replaced.")
public final class SearchCheck implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @CommandLine.Parameters(index = "0", paramLabel = "URL", description = "the server to judge")
  private String url = "";

  @CommandLine.Parameters(index = "1", paramLabel = "OTHER", description = "the one that is right")
  private String otherUrl = "";

  @CommandLine.Option(names = "--key", description = "both servers' master key")
  private String key = "";

  @CommandLine.Option(
      names = "--searches",
      description = "searches of each kind; default: ${DEFAULT-VALUE}")
  private int searches = 50;

  @CommandLine.Option(names = "--seed", description = "first seed; default: ${DEFAULT-VALUE}")
  private long seed = 1;

  @CommandLine.Option(names = "--data", description = "a data set; all when absent")
  private List<String> data = new ArrayList<>();

  @CommandLine.Option(
      names = "--at-least",
      description = "least percentage of equal order in each kind; default: ${DEFAULT-VALUE}")
  private double atLeast = 90;

  private SearchCheck() {}

  /** Runs the program; it ends with 0 when every kind of search agrees well enough. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SearchCheck()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Server judged = new Server(url, key);
    Server right = new Server(otherUrl, key);
    boolean good = true;
    for (DataSet set : DataSet.ALL) {
      if (!data.isEmpty() && !data.contains(set.data())) {
        continue;
      }
      JsonNode documents = Story.MAPPER.readTree(Recordings.data(set.data()));
      load(set, documents, right);
      load(set, documents, judged);
      RandomSearches random = new RandomSearches(documents, set);
      for (SearchKind kind : SearchKind.values()) {
        good &= compare(set, kind, random, judged, right);
      }
    }
    return good ? 0 : 1;
  }

  private boolean compare(
      DataSet set, SearchKind kind, RandomSearches random, Server judged, Server right)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<JsonNode> expected = new ArrayList<>();
    List<JsonNode> actual = new ArrayList<>();
    for (int i = 0; i < searches; i++) {
      ObjectNode search = random.search(kind, seed + i);
      expected.add(search(right, set, search));
      actual.add(search(judged, set, search));
    }
    Agreement agreement = Agreement.of(expected, actual);
    out.printf("%s %s: %s%n", set.data(), kind, agreement);
    for (int at : agreement.examples()) {
      out.printf("  seed %d: %s%n", seed + at, random.search(kind, seed + at));
    }
    out.flush();
    return agreement.orderPercent() >= atLeast;
  }

  private static JsonNode search(Server server, DataSet set, ObjectNode search)
      throws IOException, InterruptedException {
    return server.send(request("POST", "/indexes/" + set.name() + "/search", search)).json();
  }

  private static void load(DataSet set, JsonNode documents, Server server)
      throws IOException, InterruptedException {
    String index = "/indexes/" + set.name();
    Server.Answer deleted = server.send("DELETE", index);
    server.finishedTask(deleted.json().path("taskUid").asLong());
    ObjectNode creation = Story.MAPPER.createObjectNode();
    creation.put("uid", set.name()).put("primaryKey", set.primaryKey());
    ObjectNode settings = Story.MAPPER.createObjectNode();
    set.filterable().forEach(settings.putArray("filterableAttributes")::add);
    ArrayNode sortable = settings.putArray("sortableAttributes");
    set.sortable().forEach(one -> sortable.add(one.startsWith("_geoPoint") ? "_geo" : one));
    finish(server, request("POST", "/indexes", creation));
    finish(server, request("PATCH", index + "/settings", settings));
    finish(server, request("POST", index + "/documents", documents));
  }

  private static void finish(Server server, ObjectNode request)
      throws IOException, InterruptedException {
    Server.Answer answer = server.send(request);
    JsonNode task = server.finishedTask(answer.json().path("taskUid").asLong());
    if (!task.path("status").asText().equals("succeeded")) {
      throw new IOException(request.path("path").asText() + ": " + task);
    }
  }

  private static ObjectNode request(String method, String path, JsonNode body) {
    ObjectNode request = Story.MAPPER.createObjectNode();
    request.put("method", method).put("path", path).set("json", body);
    return request;
  }
}
