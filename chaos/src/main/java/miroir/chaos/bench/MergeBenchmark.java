package miroir.chaos.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import miroir.gateway.merge.IndexShape;
import miroir.gateway.merge.MergePlan;
import miroir.gateway.merge.Step;
import miroir.gateway.merge.TieOrder;
import miroir.gateway.plan.OrderKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to merge the pages of three nodes into the client's answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MergeBenchmark {
  private static final int NODES = 3;

  private static final String DETAILS =
      """
      {"words":{"order":0,"matchingWords":1,"maxMatchingWords":1,"score":1.0},\
      "typo":{"order":1,"typoCount":0,"maxTypoCount":1,"score":1.0},\
      "proximity":{"order":2,"score":1.0},"attributeRank":{"order":3,"score":1.0},\
      "wordPosition":{"order":4,"score":%s},\
      "exactness":{"order":5,"matchType":"noExactMatch","matchingWords":1,\
      "maxMatchingWords":1,"score":0.3333333333333333},\
      "_miroir_order:asc":{"order":6,"value":"%s"}}""";

  /**
   * Which pages: {@code everything}, 20 hits in 4 KB without a query; {@code query}, 20 hits in 15
   * KB, two thirds of it ranking details; {@code short}, 6 hits in 4 KB of a query.
   */
  @Param({"everything", "query", "short"})
  public String pages = "everything";

  private final ObjectNode request = JsonNodeFactory.instance.objectNode();
  private List<byte[]> answers = List.of();

  /** Writes the nodes' answers. */
  @Setup
  public void write() {
    boolean everything = pages.equals("everything");
    int hits = pages.equals("short") ? 6 : 20;
    request.put("q", everything ? "" : "word").put("limit", hits);
    answers = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      StringJoiner page =
          new StringJoiner(
              ",",
              "{\"hits\":[",
              "],\"query\":\"word\",\"processingTimeMs\":1,\"limit\":20,\"offset\":0,"
                  + "\"estimatedTotalHits\":1234,\"requestUid\":\"0\"}");
      for (int hit = 0; hit < hits; hit++) {
        page.add(hit(node, hit, everything));
      }
      answers.add(page.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String hit(int node, int number, boolean everything) {
    String order = new OrderKey(1, number * (long) NODES + node).text();
    String details =
        everything
            ? "{\"_miroir_order:asc\":{\"order\":0,\"value\":\"" + order + "\"}}"
            : DETAILS.formatted(1 - number / 100.0, order);
    String document =
        everything ? "\"title\":\"A title\"" : "\"title\":\"" + "A longer title ".repeat(10) + "\"";
    return "{\"id\":%d,%s,\"_rankingScore\":1.0,\"_rankingScoreDetails\":%s}"
        .formatted(100 * node + number, document, details);
  }

  /** Prepares what nodes are asked. */
  @Benchmark
  public Step ask() {
    return plan().start();
  }

  /** Prepares what nodes are asked, and merges their answers. */
  @Benchmark
  public Step askAndMerge() {
    MergePlan plan = plan();
    plan.start();
    return plan.next(answers);
  }

  /** Reads the same answers as trees and no more, for comparison. */
  @Benchmark
  public int readTrees() throws Exception {
    int read = 0;
    for (byte[] answer : answers) {
      read += new ObjectMapper().readTree(answer).size();
    }
    return read;
  }

  private MergePlan plan() {
    return new MergePlan(
        request,
        IndexShape.defaults("id"),
        Collections.nCopies(NODES, "_miroir_shard IN [\"a\"]"),
        TieOrder.NONE,
        "01a1fb77-2919-71b0-9e84-4ee0fc278c9a");
  }
}
