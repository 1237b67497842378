package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import miroir.gateway.api.json.Json;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Counts what an index holds. */
public final class Statistics {
  private Statistics() {}

  /** The body of {@code GET /indexes/{uid}/stats}. */
  public static ObjectNode of(IndexStore store, boolean indexing) {
    ObjectNode json = Json.object();
    Map<String, Integer> fields = new TreeMap<>();
    long bytes = 0;
    int count;
    try (IndexView view = store.acquire()) {
      count = view.count();
      for (LeafReaderContext leaf : view.reader().leaves()) {
        bytes += bytes(leaf.reader());
        countKeys(leaf.reader(), fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    json.put("numberOfDocuments", count);
    json.put("rawDocumentDbSize", bytes);
    json.put("avgDocumentSize", count == 0 ? 0 : bytes / count);
    json.put("isIndexing", indexing);
    json.put("numberOfEmbeddings", 0).put("numberOfEmbeddedDocuments", 0);
    ObjectNode distribution = json.putObject("fieldDistribution");
    fields.forEach(distribution::put);
    return json;
  }

  private static long bytes(LeafReader segment) throws IOException {
    NumericDocValues sizes = segment.getNumericDocValues(LuceneFields.SIZE);
    long sum = 0;
    if (sizes != null) {
      Bits live = segment.getLiveDocs();
      for (int doc = sizes.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = sizes.nextDoc()) {
        sum += live == null || live.get(doc) ? sizes.longValue() : 0;
      }
    }
    return sum;
  }

  private static void countKeys(LeafReader segment, Map<String, Integer> fields)
      throws IOException {
    Terms keys = segment.terms(LuceneFields.KEYS);
    if (keys == null) {
      return;
    }
    TermsEnum cursor = keys.iterator();
    for (BytesRef key = cursor.next(); key != null; key = cursor.next()) {
      int count = count(cursor.postings(null, PostingsEnum.NONE), segment.getLiveDocs());
      if (count > 0) {
        fields.merge(key.utf8ToString(), count, Integer::sum);
      }
    }
  }

  private static int count(PostingsEnum postings, @Nullable Bits live) throws IOException {
    int count = 0;
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      count += live == null || live.get(doc) ? 1 : 0;
    }
    return count;
  }
}
