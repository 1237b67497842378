package miroir.gateway.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Facet searches, lists of documents and statistics, from answers of nodes as they are sent. */
class OtherMergesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void facetSearchAddsUpEqualValuesAndCuts() throws Exception {
    IndexShape index =
        new IndexShape(
            "id", null, 1_000, null, 3, Map.of("n", IndexShape.FacetOrder.COUNT), List.of());
    List<byte[]> answers =
        bytes(
            "{'facetHits':[{'value':'Action','count':2},{'value':'drama','count':1}],'facetQuery':'a','processingTimeMs':1}",
            "{'facetHits':[{'value':'Drama','count':3},{'value':'Romance','count':1},{'value':'Zoo','count':9}],'facetQuery':'a','processingTimeMs':4}");
    assertThat(text(new FacetSearchMerge(object("{'facetName':'m'}"), index).merge(answers)))
        .isEqualTo(
            "{'facetHits':[{'value':'Action','count':2},{'value':'Drama','count':4},{'value':'Romance','count':1}],'facetQuery':'a','processingTimeMs':4}");
    assertThat(text(new FacetSearchMerge(object("{'facetName':'n'}"), index).merge(answers)))
        .startsWith(
            "{'facetHits':[{'value':'Zoo','count':9},{'value':'Drama','count':4},{'value':'Action','count':2}]");
  }

  @Test
  void facetSearchIsLimitedToShards() throws Exception {
    FacetSearchMerge search =
        new FacetSearchMerge(
            object("{'facetName':'m','filter':'a = 1'}"), IndexShape.defaults("id"));
    List<Step.Ask> requests = search.requests(Arrays.asList("shards", null));
    assertThat(text(requests.get(0).body()))
        .isEqualTo("{'facetName':'m','filter':['a = 1','shards']}");
    assertThat(text(requests.get(1).body())).isEqualTo("{'facetName':'m','filter':'a = 1'}");
  }

  @Test
  void documentsAreListedInTheOrderOfWriting() throws Exception {
    DocumentsMerge list = new DocumentsMerge(object("{'offset':1,'limit':2}"));
    assertThat(text(list.requests(Arrays.asList((String) null)).get(0).body()))
        .isEqualTo("{'limit':3,'sort':['_miroir_order:asc']}");
    assertThat(
            text(
                list.merge(
                    bytes(
                        "{'results':[{'id':1,'_miroir_shard':['x'],'_miroir_order':'a'},{'id':4,'_miroir_order':'d'}],'offset':0,'limit':3,'total':2}",
                        "{'results':[{'id':2,'n':{'_x':1.50},'_miroir_order':'b'},{'id':3,'_miroir_order':'c'}],'offset':0,'limit':3,'total':7}"))))
        .isEqualTo(
            "{'results':[{'id':2,'n':{'_x':1.50}},{'id':3}],'offset':1,'limit':2,'total':9}");
  }

  @Test
  void documentsFollowTheClientsSortFirst() throws Exception {
    DocumentsMerge list =
        new DocumentsMerge(object("{'sort':['year:desc','n.t:asc'],'fields':['id','n.u']}"));
    assertThat(text(list.requests(Arrays.asList("shards")).get(0).body()))
        .isEqualTo(
            "{'sort':['year:desc','n.t:asc','_miroir_order:asc'],'fields':['id','n.u','year','n.t','_miroir_order'],'limit':20,'filter':['shards']}");
    String one =
        "{'results':[{'id':1,'year':[1,9],'n':{'t':'b','u':1},'_miroir_order':'a'},{'id':2,'year':'x','n':{'t':'b'},'_miroir_order':'b'},{'id':3,'_miroir_order':'c'}],'total':3}";
    String other =
        "{'results':[{'id':4,'year':9,'n':{'t':'a'},'_miroir_order':'d'},{'id':5,'year':9,'n':{'t':'B','u':[2]},'_miroir_order':'e'},{'id':6,'year':2,'_miroir_order':'f'}],'total':3}";
    assertThat(text(list.merge(bytes(one, other))))
        .isEqualTo(
            "{'results':[{'id':4},{'id':1,'n':{'u':1}},{'id':5,'n':{'u':[2]}},{'id':6},{'id':2},{'id':3}],'offset':0,'limit':20,'total':6}");
  }

  @Test
  void documentsAreSortedByDistance() throws Exception {
    DocumentsMerge list =
        new DocumentsMerge(object("{'sort':['_geoPoint(48.85, 2.35):asc'],'fields':['id']}"));
    String one =
        "{'results':[{'id':'rome','_geo':{'lat':41.9,'lng':12.5},'_miroir_order':'a'},{'id':'none','_miroir_order':'b'}],'total':2}";
    String other =
        "{'results':[{'id':'paris','_geo':{'lat':'48.8','lng':2.3},'_miroir_order':'c'},{'id':'tokyo','_geo':{'lat':35.7,'lng':139.7},'_miroir_order':'d'}],'total':2}";
    assertThat(text(list.merge(bytes(one, other))))
        .startsWith("{'results':[{'id':'paris'},{'id':'rome'},{'id':'tokyo'},{'id':'none'}]");
  }

  @Test
  void statisticsAreSumsOverCopies() throws Exception {
    JsonNode one =
        object(
            "{'numberOfDocuments':6,'rawDocumentDbSize':4000,'avgDocumentSize':600,'isIndexing':false,'numberOfEmbeddings':0,'numberOfEmbeddedDocuments':0,'fieldDistribution':{'_miroir_order':6,'_miroir_shard':6,'id':6,'year':4}}");
    JsonNode other =
        object(
            "{'numberOfDocuments':4,'rawDocumentDbSize':2000,'avgDocumentSize':500,'isIndexing':true,'numberOfEmbeddings':2,'numberOfEmbeddedDocuments':2,'fieldDistribution':{'id':4,'a':2,'year':2}}");
    assertThat(StatsMerge.index(List.of(one, other), 2).toString().replace('"', '\''))
        .isEqualTo(
            "{'numberOfDocuments':5,'rawDocumentDbSize':3000,'avgDocumentSize':600,'isIndexing':true,'numberOfEmbeddings':1,'numberOfEmbeddedDocuments':1,'fieldDistribution':{'a':1,'id':5,'year':3}}");
    assertThat(StatsMerge.index(List.of(), 1).get("numberOfDocuments").asLong()).isZero();
  }

  private static List<byte[]> bytes(String... answers) {
    return Arrays.stream(answers)
        .map(one -> one.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static ObjectNode object(String json) throws Exception {
    return (ObjectNode) MAPPER.readTree(json.replace('\'', '"'));
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8).replace('"', '\'');
  }
}
