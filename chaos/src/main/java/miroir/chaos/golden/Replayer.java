package miroir.chaos.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends a story's requests to a server and compares every answer with the recorded one. */
public final class Replayer {
  private final Server server;
  private final KnownDifferences known;

  /**
   * What a story came to.
   *
   * @param story the story's name
   * @param steps how many steps were sent
   * @param passed how many were answered as recorded
   * @param failures steps with differences that nothing explains
   * @param explained steps whose differences are listed, with their reasons
   * @param outlived listed differences that did not occur
   */
  public record Result(
      String story,
      int steps,
      int passed,
      List<Failure> failures,
      List<String> explained,
      List<String> outlived) {
    /** Returns whether nothing unexpected was found, nor anything expected missed. */
    public boolean isGood() {
      return failures.isEmpty() && outlived.isEmpty();
    }
  }

  /**
   * A step with differences.
   *
   * @param step the step
   * @param fragments where its answer or task differs
   */
  public record Failure(Story.Step step, List<Fragment> fragments) {}

  /** Prepares to replay to a server. */
  public Replayer(Server server, KnownDifferences known) {
    this.server = server;
    this.known = known;
  }

  /** Resets the server and replays a story. */
  public Result replay(Story story) throws IOException, InterruptedException {
    TaskOffset offset = server.reset();
    List<Failure> failures = new ArrayList<>();
    List<String> explained = new ArrayList<>();
    List<String> outlived = new ArrayList<>();
    for (Story.Step step : story.steps()) {
      List<Fragment> fragments = differences(step, offset, story.chosenUids());
      if (fragments.isEmpty()) {
        known.required(story.name(), step.number()).forEach(one -> outlived.add(one.toString()));
        continue;
      }
      Optional<KnownDifferences.Known> reason =
          known.explaining(story.name(), step.number(), fragments);
      if (reason.isPresent()) {
        explained.add(step.number() + " " + step.title() + ": " + reason.get().reason());
      } else {
        failures.add(new Failure(step, fragments));
      }
    }
    int steps = story.steps().size();
    return new Result(
        story.name(),
        steps,
        steps - failures.size() - explained.size(),
        failures,
        explained,
        outlived);
  }

  private List<Fragment> differences(Story.Step step, TaskOffset offset, Set<String> chosenUids)
      throws IOException, InterruptedException {
    JsonNode recorded = step.response();
    Server.Answer answer = server.send(offset.request(step.request()));
    List<Fragment> fragments = new ArrayList<>();
    compare("status", recorded.path("status").asText(), "" + answer.status(), fragments);
    compare("contentType", recorded.path("contentType").asText(), answer.contentType(), fragments);
    if (recorded.has("json")) {
      fragments.addAll(
          Comparison.of(offset.expected(recorded.get("json")), answer.json(), chosenUids));
    } else {
      compare("text", recorded.path("text").asText(), answer.text(), fragments);
    }
    @Nullable JsonNode task = step.task();
    if (task != null) {
      fragments.addAll(taskDifferences(offset.expected(task), answer));
    }
    return fragments;
  }

  private List<Fragment> taskDifferences(JsonNode expected, Server.Answer answer)
      throws IOException, InterruptedException {
    JsonNode uid = answer.json().path("taskUid");
    if (!uid.isIntegralNumber()) {
      return List.of(new Fragment("task", expected.toString(), "none was started"));
    }
    List<Fragment> fragments = new ArrayList<>();
    for (Fragment one : Comparison.of(expected, server.finishedTask(uid.asLong()), Set.of())) {
      fragments.add(new Fragment("task." + one.path(), one.expected(), one.actual()));
    }
    return fragments;
  }

  private static void compare(
      String path, String expected, String actual, List<Fragment> fragments) {
    if (!expected.equals(actual)) {
      fragments.add(new Fragment(path, expected, actual));
    }
  }
}
