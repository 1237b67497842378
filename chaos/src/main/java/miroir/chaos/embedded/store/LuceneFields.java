package miroir.chaos.embedded.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import miroir.chaos.embedded.text.Positions;
import miroir.gateway.api.attribute.FacetValue;
import miroir.gateway.api.document.GeoField;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.json.JsonText;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.util.BytesRef;

/** Makes Lucene's document of ours. */
final class LuceneFields {
  static final String ID = "id";
  static final String NUMBER = "number";
  static final String NUMBER_TERM = "numberTerm";
  static final String JSON = "json";
  static final String SIZE = "size";
  static final String KEYS = "keys";
  static final String WORDS = "words";
  static final String COUNTS = "counts";
  static final String FACETS = "facets";
  static final String LATITUDE = "latitude";
  static final String LONGITUDE = "longitude";

  /** Attributes with more words are never matched as a whole. */
  static final int MAX_COUNTED_WORDS = 30;

  private static final FieldType WITH_POSITIONS = withPositions();
  private static final FieldType TERM = new FieldType(StringField.TYPE_NOT_STORED);

  private LuceneFields() {}

  private static FieldType withPositions() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    type.setOmitNorms(true);
    type.setTokenized(true);
    type.freeze();
    return type;
  }

  /**
   * Makes it.
   *
   * @param id in canonical text
   * @param number the internal number
   */
  static Document of(
      String id, int number, ObjectNode document, IndexingPlan plan, Names attributes) {
    Document lucene = new Document();
    lucene.add(new Field(ID, new BytesRef(id), TERM));
    lucene.add(new BinaryDocValuesField(ID, new BytesRef(id)));
    lucene.add(new NumericDocValuesField(NUMBER, number));
    lucene.add(new Field(NUMBER_TERM, new BytesRef(Integer.toString(number)), TERM));
    byte[] json = Json.bytes(document);
    lucene.add(new StoredField(JSON, json));
    lucene.add(new NumericDocValuesField(SIZE, json.length));
    document.fieldNames().forEachRemaining(name -> addKey(lucene, name));
    WordStream words = new WordStream();
    Map<String, Positions> positions = new HashMap<>();
    Map<Integer, Integer> counts = new HashMap<>();
    Values.walk(
        document,
        (path, value) -> {
          int attribute = attributes.number(path);
          if (plan.searches(path)) {
            addWords(path, value, plan, positions, words, attribute, counts);
          }
          if (plan.facets(path)) {
            addFacet(lucene, attribute, value);
          }
        });
    if (!words.isEmpty()) {
      lucene.add(new Field(WORDS, words, WITH_POSITIONS));
    }
    counts.forEach((attribute, count) -> addCount(lucene, attribute, count));
    if (plan.geographic()) {
      GeoField.place(document)
          .ifPresent(
              place -> {
                lucene.add(new DoubleDocValuesField(LATITUDE, place.latitude()));
                lucene.add(new DoubleDocValuesField(LONGITUDE, place.longitude()));
              });
    }
    return lucene;
  }

  private static void addWords(
      String path,
      JsonNode value,
      IndexingPlan plan,
      Map<String, Positions> positions,
      WordStream words,
      int attribute,
      Map<Integer, Integer> counts) {
    if (value.isContainerNode() || value.isNull()) {
      return;
    }
    String text = value.isTextual() ? value.textValue() : JsonText.of(value);
    positions
        .computeIfAbsent(path, name -> new Positions())
        .add(
            plan.tokenizer().tokens(text),
            (word, position) -> {
              words.add(word, attribute, position);
              counts.merge(attribute, 1, Integer::sum);
            });
  }

  private static void addKey(Document lucene, String name) {
    BytesRef key = new BytesRef(name);
    if (key.length < IndexWriter.MAX_TERM_LENGTH) {
      lucene.add(new Field(KEYS, key, TERM));
    }
  }

  private static void addCount(Document lucene, int attribute, int count) {
    if (count <= MAX_COUNTED_WORDS) {
      lucene.add(new Field(COUNTS, countTerm(attribute, count), TERM));
    }
  }

  /** The term of all documents with so many words in an attribute. */
  static BytesRef countTerm(int attribute, int count) {
    return new BytesRef(new byte[] {(byte) (attribute >> 8), (byte) attribute, (byte) count});
  }

  private static void addFacet(Document lucene, int attribute, JsonNode value) {
    add(lucene, FacetTerm.head(attribute, FacetTerm.EXISTS));
    if (value.isNull()) {
      add(lucene, FacetTerm.head(attribute, FacetTerm.NULL));
    } else if ((value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.textValue().isEmpty())) {
      add(lucene, FacetTerm.head(attribute, FacetTerm.EMPTY));
    } else if (value.isNumber()) {
      add(lucene, FacetTerm.number(attribute, value.doubleValue()));
    } else if (value.isTextual() || value.isBoolean()) {
      String text = FacetValue.trim(value.asText());
      String normalized = FacetValue.normalize(text);
      if (normalized.indexOf('\0') < 0) {
        add(lucene, FacetTerm.string(attribute, normalized, text));
      }
    }
  }

  private static void add(Document lucene, BytesRef term) {
    lucene.add(new Field(FACETS, term, TERM));
  }
}
