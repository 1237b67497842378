package miroir.gateway.api.task;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.IndexUid;
import miroir.gateway.api.check.ParameterCheck;
import miroir.gateway.api.check.ParameterShape;
import miroir.gateway.api.check.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a client means. An absent filter lets everything pass; filters are joined by AND, the
 * words of one filter by OR.
 *
 * @param limit how many to show
 * @param from the task to begin with, included
 * @param reverse oldest first
 */
public record TaskQuery(
    int limit,
    Optional<Long> from,
    boolean reverse,
    Optional<Set<Long>> uids,
    Optional<Set<Long>> batchUids,
    Optional<Set<Long>> canceledBy,
    Optional<Set<TaskType>> types,
    Optional<Set<TaskStatus>> statuses,
    Optional<Set<String>> indexUids,
    TimeRange enqueued,
    TimeRange started,
    TimeRange finished) {

  private static final int DEFAULT_LIMIT = 20;

  /** Bounds of a time, both excluded. */
  public record TimeRange(Optional<Instant> after, Optional<Instant> before) {
    /** True if a time lies within; a time that is not there lies within no bounds. */
    public boolean contains(Optional<Instant> time) {
      return after.map(a -> time.map(t -> t.isAfter(a)).orElse(false)).orElse(true)
          && before.map(b -> time.map(t -> t.isBefore(b)).orElse(false)).orElse(true);
    }
  }

  private static final ParameterShape LIST =
      filters(
          ParameterShape.parameters()
              .with("limit", ParameterShape.unsigned32(ErrorCode.INVALID_TASK_LIMIT))
              .with("from", ParameterShape.unsigned32(ErrorCode.INVALID_TASK_FROM))
              .with("reverse", ParameterShape.bool(ErrorCode.INVALID_TASK_REVERSE))
              .with("batchUids", integers(ErrorCode.INVALID_BATCH_UIDS))
              .with("uids", integers(ErrorCode.INVALID_TASK_UIDS)));

  private static final ParameterShape SELECTION =
      filters(
          ParameterShape.parameters()
              .with("uids", integers(ErrorCode.INVALID_TASK_UIDS))
              .with("batchUids", integers(ErrorCode.INVALID_BATCH_UIDS)));

  /** Reads the query string of {@code GET /tasks}. Throws {@link miroir.gateway.api.Refusal}. */
  public static TaskQuery list(Parameters parameters) {
    return of(LIST.check(parameters));
  }

  /**
   * Reads the query string of a cancelation or deletion, which must name something.
   *
   * @param verb {@code cancel} or {@code delete}
   */
  public static TaskQuery selection(Parameters parameters, String verb) {
    SELECTION.check(parameters);
    if (parameters.isEmpty()) {
      throw ErrorCode.MISSING_TASK_FILTERS.refusal(
          "Query parameters to filter the tasks to "
              + verb
              + " are missing. Available query parameters are: `uids`, `indexUids`, `statuses`,"
              + " `types`, `canceledBy`, `beforeEnqueuedAt`, `afterEnqueuedAt`, `beforeStartedAt`,"
              + " `afterStartedAt`, `beforeFinishedAt`, `afterFinishedAt`.");
    }
    return of(parameters);
  }

  private static ParameterShape filters(ParameterShape shape) {
    return shape
        .with("canceledBy", integers(ErrorCode.INVALID_TASK_CANCELED_BY))
        .with(
            "types",
            ParameterShape.listOrStar(
                ErrorCode.INVALID_TASK_TYPES,
                word -> TaskType.of(word).isPresent(),
                word -> unknown(word, "type", Stream.of(TaskType.values()).map(TaskType::text))))
        .with(
            "statuses",
            ParameterShape.listOrStar(
                ErrorCode.INVALID_TASK_STATUSES,
                word -> TaskStatus.of(word).isPresent(),
                word ->
                    unknown(word, "status", Stream.of(TaskStatus.values()).map(TaskStatus::text))))
        .with(
            "indexUids",
            ParameterShape.listOrStar(
                ErrorCode.INVALID_INDEX_UID, IndexUid::isValid, IndexUid::complaint))
        .with("afterEnqueuedAt", time(ErrorCode.INVALID_TASK_AFTER_ENQUEUED_AT))
        .with("beforeEnqueuedAt", time(ErrorCode.INVALID_TASK_BEFORE_ENQUEUED_AT))
        .with("afterStartedAt", time(ErrorCode.INVALID_TASK_AFTER_STARTED_AT))
        .with("beforeStartedAt", time(ErrorCode.INVALID_TASK_BEFORE_STARTED_AT))
        .with("afterFinishedAt", time(ErrorCode.INVALID_TASK_AFTER_FINISHED_AT))
        .with("beforeFinishedAt", time(ErrorCode.INVALID_TASK_BEFORE_FINISHED_AT));
  }

  private static String unknown(String word, String what, Stream<String> known) {
    String plural = what.equals("status") ? "statuses" : what + "s";
    return "`"
        + word
        + "` is not a valid task "
        + what
        + ". Available "
        + plural
        + " are "
        + known.map(text -> "`" + text + "`").collect(Collectors.joining(", "))
        + ".";
  }

  private static ParameterCheck integers(ErrorCode code) {
    return ParameterShape.listOrStar(
        code, ParameterShape::isUnsigned32, ParameterShape::notAnInteger);
  }

  private static ParameterCheck time(ErrorCode code) {
    return (name, value) -> {
      if (!value.equals("*") && Times.parse(value, false).isEmpty()) {
        throw ParameterShape.invalid(
            code,
            name,
            "`"
                + value
                + "` is an invalid date-time. It should follow the YYYY-MM-DD or RFC 3339 date-time"
                + " format.");
      }
    };
  }

  private static TaskQuery of(Parameters given) {
    return new TaskQuery(
        given.integer("limit", DEFAULT_LIMIT),
        given.text("from").map(Long::valueOf),
        given.flag("reverse"),
        set(given, "uids", Long::valueOf),
        set(given, "batchUids", Long::valueOf),
        set(given, "canceledBy", Long::valueOf),
        set(given, "types", word -> TaskType.of(word).orElseThrow()),
        set(given, "statuses", word -> TaskStatus.of(word).orElseThrow()),
        set(given, "indexUids", Function.identity()),
        range(given, "EnqueuedAt"),
        range(given, "StartedAt"),
        range(given, "FinishedAt"));
  }

  private static <T> Optional<Set<T>> set(Parameters given, String name, Function<String, T> read) {
    Optional<List<String>> words = given.list(name);
    return words.map(list -> list.stream().map(read).collect(Collectors.toUnmodifiableSet()));
  }

  private static TimeRange range(Parameters given, String what) {
    return new TimeRange(
        given.text("after" + what).flatMap(text -> Times.parse(text, true)),
        given.text("before" + what).flatMap(text -> Times.parse(text, false)));
  }

  /** True if nothing but the page is asked for. */
  public boolean unfiltered() {
    return uids.isEmpty()
        && batchUids.isEmpty()
        && canceledBy.isEmpty()
        && types.isEmpty()
        && statuses.isEmpty()
        && indexUids.isEmpty()
        && unbounded(enqueued)
        && unbounded(started)
        && unbounded(finished);
  }

  private static boolean unbounded(TimeRange range) {
    return range.after().isEmpty() && range.before().isEmpty();
  }

  /** True if the task passes all filters; the page is not looked at. */
  public boolean matches(TaskView task) {
    return uids.map(set -> set.contains(task.uid())).orElse(true)
        && batchUids.map(set -> contains(set, task.batchUid())).orElse(true)
        && canceledBy.map(set -> contains(set, task.canceledBy())).orElse(true)
        && types.map(set -> set.contains(task.type())).orElse(true)
        && statuses.map(set -> set.contains(task.status())).orElse(true)
        && indexUids.map(set -> contains(set, task.indexUid())).orElse(true)
        && enqueued.contains(Optional.of(task.enqueuedAt()))
        && started.contains(Optional.ofNullable(task.startedAt()))
        && finished.contains(Optional.ofNullable(task.finishedAt()));
  }

  private static <T> boolean contains(Set<T> set, @Nullable T element) {
    return element != null && set.contains(element);
  }

  /** The number in a path such as {@code /tasks/7}. Throws {@link miroir.gateway.api.Refusal}. */
  public static long uid(String text) {
    if (!ParameterShape.isUnsigned32(text)) {
      throw ErrorCode.INVALID_TASK_UIDS.refusal(
          "Task uid `" + text + "` is invalid. It should only contain numeric characters.");
    }
    return Long.parseLong(text);
  }
}
