package miroir.chaos.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.DocumentPayload;
import miroir.gateway.api.document.PayloadFormat;
import miroir.gateway.writer.DocumentSplit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a document costs before it goes to its nodes: a batch of 1,000, figures for one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SplitBenchmark {
  private static final int DOCUMENTS = 1_000;

  private byte[] body = {};
  private List<Document> found = List.of();

  /** Writes the batch. */
  @Setup
  public void write() {
    String documents = String.join(",", new Corpus(1).documents(0, DOCUMENTS));
    body = ("[" + documents + "]").getBytes(StandardCharsets.UTF_8);
    found = find();
  }

  /** Checks the client's JSON and finds the documents in it. */
  @Benchmark
  @OperationsPerInvocation(DOCUMENTS)
  public List<Document> find() {
    return DocumentPayload.parse(body, PayloadFormat.JSON, ',').documents();
  }

  /** Reads ids and computes slots. */
  @Benchmark
  @OperationsPerInvocation(DOCUMENTS)
  public DocumentSplit split() {
    return DocumentSplit.of(found, "id");
  }

  /** The same by way of a tree of each document, for comparison. */
  @Benchmark
  @OperationsPerInvocation(DOCUMENTS)
  public int readTrees() {
    int fields = 0;
    for (Document document : found) {
      fields += document.tree().size();
    }
    return fields;
  }
}
