package miroir.chaos.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import miroir.chaos.golden.Recordings;
import miroir.chaos.golden.Server;
import miroir.chaos.golden.Story;

/**
 * An index that is filled once, and searches of it.
 *
 * @param name the set's name, and its index's
 * @param isRecorded whether a real server's answers are known
 * @param writes requests that fill the index, each of which starts a task
 * @param questions the searches
 */
record SearchSet(String name, boolean isRecorded, List<JsonNode> writes, List<Question> questions) {
  /** Stories of searches whose order is the truth. */
  static final List<String> RECORDED =
      List.of("oracle-books", "oracle-restaurants", "oracle-cities");

  private static final String SEARCH = "/search";

  /** What recorded stories call their index. */
  private static final String RECORDED_INDEX = "/indexes/oracle";

  /**
   * A search.
   *
   * @param kind what is counted together
   * @param isExact whether a cluster has to answer as one server
   * @param request the request
   * @param recorded what a real server answered; missing if nobody asked it
   */
  record Question(String kind, boolean isExact, JsonNode request, JsonNode recorded) {}

  /**
   * Returns a recorded story; its index gets the story's name, so that several may live at once.
   */
  static SearchSet recorded(String name) {
    List<JsonNode> writes = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    for (Story.Step step : Story.load(name).steps()) {
      ObjectNode request = step.request().deepCopy();
      String path = request.path("path").asText();
      request.put("path", path.replace(RECORDED_INDEX, "/indexes/" + name));
      if (path.endsWith(SEARCH)) {
        questions.add(new Question(name, true, request, step.response().path("json")));
      } else {
        if (path.equals("/indexes")) {
          request.withObject("json").put("uid", name);
        }
        writes.add(request);
      }
    }
    return new SearchSet(name, true, writes, questions);
  }

  /** Returns so many random searches of each kind; the same seed makes the same ones. */
  static SearchSet random(DataSet data, int searchesOfEachKind, long seed) throws IOException {
    JsonNode documents = Story.MAPPER.readTree(Recordings.data(data.data()));
    RandomSearches random = new RandomSearches(documents, data);
    List<Question> questions = new ArrayList<>();
    for (SearchKind kind : SearchKind.values()) {
      for (int i = 0; i < searchesOfEachKind; i++) {
        JsonNode request =
            request("POST", "/indexes/" + data.name() + SEARCH, random.search(kind, seed + i));
        questions.add(
            new Question(kind.name(), kind.isExact(), request, MissingNode.getInstance()));
      }
    }
    return new SearchSet(data.name(), false, writes(data, documents), questions);
  }

  /** Returns the set with its first question and every so many-th after it. */
  SearchSet every(int step) {
    List<Question> some = new ArrayList<>();
    for (int i = 0; i < questions.size(); i += step) {
      some.add(questions.get(i));
    }
    return new SearchSet(name, isRecorded, writes, some);
  }

  private static List<JsonNode> writes(DataSet data, JsonNode documents) {
    ObjectNode creation = Story.MAPPER.createObjectNode();
    creation.put("uid", data.name()).put("primaryKey", data.primaryKey());
    ObjectNode settings = Story.MAPPER.createObjectNode();
    data.filterable().forEach(settings.putArray("filterableAttributes")::add);
    ArrayNode sortable = settings.putArray("sortableAttributes");
    data.sortable().forEach(one -> sortable.add(one.startsWith("_geoPoint") ? "_geo" : one));
    String index = "/indexes/" + data.name();
    return List.of(
        request("POST", "/indexes", creation),
        request("PATCH", index + "/settings", settings),
        request("POST", index + "/documents", documents));
  }

  private static ObjectNode request(String method, String path, JsonNode body) {
    ObjectNode request = Story.MAPPER.createObjectNode();
    request.put("method", method).put("path", path).set("json", body);
    return request;
  }

  /**
   * Fills the index anew and waits for it.
   *
   * @throws IOException also when a task fails
   */
  void load(Server server) throws IOException, InterruptedException {
    Server.Answer deleted = server.send("DELETE", "/indexes/" + name);
    server.finishedTask(deleted.json().path("taskUid").asLong());
    for (JsonNode write : writes) {
      Server.Answer answer = server.send(write);
      JsonNode task = server.finishedTask(answer.json().path("taskUid").asLong(-1));
      if (!task.path("status").asText().equals("succeeded")) {
        throw new IOException(write.path("path").asText() + ": " + task);
      }
    }
  }

  /** Asks every question, one after the other, and returns the answers in that order. */
  List<JsonNode> answers(Server server) throws IOException, InterruptedException {
    List<JsonNode> answers = new ArrayList<>();
    for (Question question : questions) {
      Server.Answer answer = server.send(question.request);
      if (answer.status() != 200) {
        throw new IOException(question.request + ": " + answer.text());
      }
      answers.add(answer.json());
    }
    return answers;
  }
}
