package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import miroir.gateway.api.json.Json;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** An index as it was at one moment. To be closed; its answers do not change until then. */
public final class IndexView implements AutoCloseable {
  private final DirectoryReader reader;
  private final IndexState state;
  private final int[] numbers;
  private final int[] luceneIds;
  private final BitSet all;
  private final Map<BytesRef, BitSet> wordCache = new ConcurrentHashMap<>();

  IndexView(DirectoryReader reader, IndexState state) throws IOException {
    this.reader = reader;
    this.state = state;
    this.numbers = new int[reader.maxDoc()];
    this.all = new BitSet(reader.maxDoc());
    Arrays.fill(numbers, -1);
    int greatest = -1;
    for (LeafReaderContext leaf : reader.leaves()) {
      greatest = Math.max(greatest, readNumbers(leaf));
    }
    this.luceneIds = new int[greatest + 1];
    for (int lucene = 0; lucene < numbers.length; lucene++) {
      if (numbers[lucene] >= 0) {
        luceneIds[numbers[lucene]] = lucene;
        all.set(numbers[lucene]);
      }
    }
  }

  private int readNumbers(LeafReaderContext leaf) throws IOException {
    int greatest = -1;
    Bits live = leaf.reader().getLiveDocs();
    NumericDocValues values = leaf.reader().getNumericDocValues(LuceneFields.NUMBER);
    if (values == null) {
      return greatest;
    }
    for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
      if (live == null || live.get(doc)) {
        int number = (int) values.longValue();
        numbers[leaf.docBase + doc] = number;
        greatest = Math.max(greatest, number);
      }
    }
    return greatest;
  }

  /** Settings and names at that moment. */
  public IndexState state() {
    return state;
  }

  /** All documents; not to be changed. */
  public BitSet all() {
    return all;
  }

  /** How many documents there are. */
  public int count() {
    return all.cardinality();
  }

  /** The document with an id in canonical text, or -1. */
  public int find(String id) {
    return documents(LuceneFields.ID, new BytesRef(id)).nextSetBit(0);
  }

  /** A document with its keys in order. */
  public ObjectNode document(int number) {
    try {
      byte[] json = storedJson(number);
      return (ObjectNode) Json.tree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] storedJson(int number) throws IOException {
    BytesRef json =
        reader
            .storedFields()
            .document(luceneIds[number], Set.of(LuceneFields.JSON))
            .getBinaryValue(LuceneFields.JSON);
    return Arrays.copyOfRange(json.bytes, json.offset, json.offset + json.length);
  }

  /** The id of a document in canonical text. */
  public String id(int number) {
    int lucene = luceneIds[number];
    for (LeafReaderContext leaf : reader.leaves()) {
      if (lucene >= leaf.docBase && lucene < leaf.docBase + leaf.reader().maxDoc()) {
        try {
          BinaryDocValues ids = leaf.reader().getBinaryDocValues(LuceneFields.ID);
          if (ids != null && ids.advanceExact(lucene - leaf.docBase)) {
            return ids.binaryValue().utf8ToString();
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new IllegalStateException("document " + number + " has no id");
  }

  /** Documents with a word anywhere; not to be changed. */
  public BitSet withWord(String word) {
    return wordCache.computeIfAbsent(
        new BytesRef(word), term -> documents(LuceneFields.WORDS, term));
  }

  /** Documents with so many words in an attribute. */
  public BitSet withWordCount(int attribute, int count) {
    return documents(LuceneFields.COUNTS, LuceneFields.countTerm(attribute, count));
  }

  /** True if attributes with so many words can be told by {@link #withWordCount}. */
  public static boolean countable(int words) {
    return words <= LuceneFields.MAX_COUNTED_WORDS;
  }

  /** Documents filed under a term. */
  public BitSet withFacet(BytesRef term) {
    return documents(LuceneFields.FACETS, term);
  }

  private BitSet documents(String field, BytesRef term) {
    BitSet found = new BitSet();
    try {
      for (LeafReaderContext leaf : reader.leaves()) {
        addDocuments(found, leaf, leaf.reader(), field, term);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private void addDocuments(
      BitSet found, LeafReaderContext leaf, LeafReader segment, String field, BytesRef term)
      throws IOException {
    Terms terms = segment.terms(field);
    if (terms == null) {
      return;
    }
    TermsEnum cursor = terms.iterator();
    if (cursor.seekExact(term)) {
      addAll(found, cursor.postings(null, PostingsEnum.NONE), leaf.docBase);
    }
  }

  private void addAll(BitSet found, PostingsEnum postings, int base) throws IOException {
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      int number = numbers[base + doc];
      if (number >= 0) {
        found.set(number);
      }
    }
  }

  /** Takes a term; true to go on. */
  @FunctionalInterface
  public interface TermVisitor {
    /** The term is valid until the next one. */
    boolean visit(BytesRef term);
  }

  /** Visits the terms of facets from one on, in order of bytes, as long as they share a head. */
  public void visitFacets(BytesRef head, BytesRef from, TermVisitor visitor) {
    visit(LuceneFields.FACETS, head, from, visitor);
  }

  /** Visits the words with a prefix, in order of bytes. */
  public void visitWords(String prefix, TermVisitor visitor) {
    BytesRef head = new BytesRef(prefix);
    visit(LuceneFields.WORDS, head, head, visitor);
  }

  private void visit(String field, BytesRef head, BytesRef from, TermVisitor visitor) {
    try {
      Terms terms = MultiTerms.getTerms(reader, field);
      if (terms == null) {
        return;
      }
      TermsEnum cursor = terms.iterator();
      if (cursor.seekCeil(from) == TermsEnum.SeekStatus.END) {
        return;
      }
      for (BytesRef term = cursor.term();
          term != null && startsWith(term, head);
          term = cursor.next()) {
        if (!visitor.visit(term)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean startsWith(BytesRef term, BytesRef head) {
    return term.length >= head.length
        && Arrays.equals(
            term.bytes,
            term.offset,
            term.offset + head.length,
            head.bytes,
            head.offset,
            head.offset + head.length);
  }

  /** The dictionary of words, or null if there are none. */
  public @Nullable Terms words() {
    try {
      return MultiTerms.getTerms(reader, LuceneFields.WORDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the places of a word in one document. */
  @FunctionalInterface
  public interface PlaceVisitor {
    /** The places, ascending; only the first {@code count} are valid, and only until the next. */
    void visit(int number, int[] places, int count);
  }

  /** Visits the places of a word in some documents, in no order. */
  public void visitPlaces(String word, BitSet wanted, PlaceVisitor visitor) {
    try {
      for (LeafReaderContext leaf : reader.leaves()) {
        Terms terms = leaf.reader().terms(LuceneFields.WORDS);
        if (terms != null) {
          TermsEnum cursor = terms.iterator();
          if (cursor.seekExact(new BytesRef(word))) {
            visitPlaces(
                cursor.postings(null, PostingsEnum.POSITIONS), leaf.docBase, wanted, visitor);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void visitPlaces(PostingsEnum postings, int base, BitSet wanted, PlaceVisitor visitor)
      throws IOException {
    int[] places = new int[16];
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      int number = numbers[base + doc];
      if (number < 0 || !wanted.get(number)) {
        continue;
      }
      int count = postings.freq();
      if (places.length < count) {
        places = new int[count * 2];
      }
      for (int i = 0; i < count; i++) {
        places[i] = postings.nextPosition();
      }
      visitor.visit(number, places, count);
    }
  }

  /** Takes the place of a document on Earth. */
  @FunctionalInterface
  public interface GeoVisitor {
    /** Degrees. */
    void visit(int number, double latitude, double longitude);
  }

  /** Visits all documents that have a place on Earth. */
  public void visitGeo(GeoVisitor visitor) {
    try {
      for (LeafReaderContext leaf : reader.leaves()) {
        NumericDocValues latitudes = leaf.reader().getNumericDocValues(LuceneFields.LATITUDE);
        NumericDocValues longitudes = leaf.reader().getNumericDocValues(LuceneFields.LONGITUDE);
        if (latitudes == null || longitudes == null) {
          continue;
        }
        for (int doc = latitudes.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = latitudes.nextDoc()) {
          int number = numbers[leaf.docBase + doc];
          if (number >= 0 && longitudes.advanceExact(doc)) {
            visitor.visit(
                number,
                Double.longBitsToDouble(latitudes.longValue()),
                Double.longBitsToDouble(longitudes.longValue()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean tryAcquire() {
    return reader.tryIncRef();
  }

  DirectoryReader reader() {
    return reader;
  }

  @Override
  public void close() {
    try {
      reader.decRef();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
