package miroir.chaos.golden;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One recorded story: requests to an empty server, and what it answered.
 *
 * @param name the story's name
 * @param steps in the order in which they were sent
 */
public record Story(String name, List<Step> steps) {
  /** Reads and writes JSON without changing a digit. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** Stories that a cluster has to answer like one server, in the order in which they are told. */
  public static final List<String> IN_SCOPE =
      List.of(
          "documents-write",
          "documents-primary-key",
          "documents-delete",
          "documents-read",
          "indexes",
          "settings",
          "search-films",
          "tasks");

  /** How many steps of a story are in scope, where not all are: cancelling begins there. */
  private static final Map<String, Integer> STEPS_IN_SCOPE = Map.of("tasks", 29);

  /**
   * One request and its answer.
   *
   * @param number the step's place in the story, from 0
   * @param request method, path, query, body, headers and authorization
   * @param response status, content type and body
   * @param task the finished task that the step started, or null
   */
  public record Step(int number, JsonNode request, JsonNode response, @Nullable JsonNode task) {
    /** Returns the step's method and path. */
    public String title() {
      return request.path("method").asText() + " " + request.path("path").asText();
    }
  }

  /** Copies the list. */
  public Story {
    steps = List.copyOf(steps);
  }

  /**
   * Loads a story.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public static Story load(String name) {
    try {
      List<Step> steps = new ArrayList<>();
      for (JsonNode step : MAPPER.readTree(Recordings.golden(name)).path("steps")) {
        steps.add(
            new Step(steps.size(), step.path("request"), step.path("response"), step.get("task")));
      }
      if (steps.isEmpty()) {
        throw new IllegalArgumentException("no story: " + name);
      }
      return new Story(name, steps);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Returns the uids that the story's requests give to what they create. */
  Set<String> chosenUids() {
    return steps.stream()
        .map(step -> step.request().path("json").path("uid"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .collect(Collectors.toSet());
  }

  /** Returns the part of the story that a cluster has to answer like one server. */
  public Story inScope() {
    int count = STEPS_IN_SCOPE.getOrDefault(name, steps.size());
    return new Story(name, steps.subList(0, Math.min(count, steps.size())));
  }
}
