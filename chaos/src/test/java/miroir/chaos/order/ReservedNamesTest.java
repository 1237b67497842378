package miroir.chaos.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import miroir.chaos.cluster.LoneNode;
import miroir.chaos.cluster.SharedCluster;
import miroir.chaos.golden.Server;
import miroir.chaos.golden.Story;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Promise: to a client, Miroir's own fields are not there. A reserved name is answered as one
 * server answers a name that it does not know.
 */
@ExtendWith(SharedCluster.class)
class ReservedNamesTest {
  private static final String UNKNOWN = "_nobody_known";

  /** Method, path below the index, body; NAME stands for the name, in single quotes for double. */
  private static final List<String> REQUESTS =
      List.of(
          "POST /search {'filter':'NAME = a'}",
          "POST /search {'filter':'NAME EXISTS'}",
          "POST /search {'filter':['year = 2001',['NAME != 3','NOT NAME IS NULL']]}",
          "POST /search {'sort':['NAME:asc']}",
          "POST /search {'sort':['year:asc','NAME:desc']}",
          "POST /search {'facets':['NAME']}",
          "POST /search {'facets':['*','NAME']}",
          "POST /search {'facets':['*']}",
          "POST /search {'distinct':'NAME'}",
          "POST /search {'attributesToRetrieve':['id','NAME']}",
          "POST /search {'q':'film','attributesToSearchOn':['NAME']}",
          "POST /search {'q':'film','attributesToHighlight':['NAME','title']}",
          "POST /search {'q':'film','attributesToCrop':['NAME']}",
          "POST /search {'q':'film','attributesToHighlight':['*'],'attributesToCrop':['*']}",
          "POST /search {'q':'film','showMatchesPosition':true}",
          "GET /search?filter=NAME%3D1",
          "GET /search?facets=NAME",
          "POST /facet-search {'facetName':'NAME'}",
          "POST /facet-search {'facetName':'year','filter':'NAME = 1'}",
          "POST /facet-search {'facetName':'nope'}",
          "GET /documents?limit=2",
          "GET /documents?fields=id,NAME",
          "GET /documents/3",
          "GET /documents/3?fields=id,NAME",
          "POST /documents/fetch {'filter':'NAME = a'}",
          "POST /documents/fetch {'sort':['NAME:asc']}",
          "POST /documents/fetch {'fields':['NAME','id']}",
          "GET /settings",
          "GET /settings/filterable-attributes",
          "GET /settings/ranking-rules");

  @Test
  void answersAreThoseToAnUnknownName() throws Exception {
    SoftAssertions all = new SoftAssertions();
    try (LoneNode lone = LoneNode.beside(SharedCluster.cluster())) {
      Server single = new Server(lone.url(), SharedCluster.cluster().secrets().nodeKey());
      Server cluster = new Server(SharedCluster.url(1), SharedCluster.KEY);
      for (String uid : List.of("reserved-some", "reserved-none")) {
        SearchSet films = films(uid, uid.endsWith("some") ? "'year','genre'" : "");
        films.load(single);
        films.load(cluster);
        for (String reserved : List.of("_miroir_shard", "_miroir_order", "_miroir_other")) {
          for (String request : REQUESTS) {
            String expected = answer(single, uid, request, UNKNOWN).replace(UNKNOWN, reserved);
            all.assertThat(columnless(answer(cluster, uid, request, reserved)))
                .as("%s %s with %s", uid, request, reserved)
                .isEqualTo(columnless(expected));
          }
        }
        JsonNode fields = cluster.send("GET", "/indexes/" + uid + "/stats").json();
        assertThat(fields.path("fieldDistribution").toString()).doesNotContain("_miroir");
      }
    }
    all.assertAll();
  }

  private static SearchSet films(String uid, String attributes) throws Exception {
    StringBuilder films = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      films.append(i == 0 ? "" : ",").append("{'id':").append(i);
      films.append(",'title':'film ").append(i).append("','year':").append(2000 + i % 3);
      films.append(",'genre':'").append(i % 2 == 0 ? "a" : "b").append("'}");
    }
    String lists =
        "{'filterableAttributes':[" + attributes + "],'sortableAttributes':[" + attributes + "]}";
    return new SearchSet(
        uid,
        false,
        List.of(
            request("POST /indexes {'uid':'" + uid + "','primaryKey':'id'}"),
            request("PATCH /indexes/" + uid + "/settings " + lists),
            request("POST /indexes/" + uid + "/documents [" + films + "]")),
        List.of());
  }

  private static JsonNode request(String line) throws Exception {
    String[] parts = line.split(" ", 3);
    ObjectNode request = Story.MAPPER.createObjectNode();
    request.put("method", parts[0]).put("path", parts[1]);
    if (parts.length > 2) {
      request.set("json", Story.MAPPER.readTree(parts[2].replace('\'', '"')));
    }
    return request;
  }

  private static String answer(Server server, String uid, String line, String name)
      throws Exception {
    String whole = line.replace("NAME", name).replaceFirst(" /", " /indexes/" + uid + "/");
    Server.Answer answer = server.send(request(whole));
    JsonNode json = answer.json();
    if (json instanceof ObjectNode object) {
      object.remove(List.of("processingTimeMs", "requestUid"));
    }
    return answer.status() + " " + json;
  }

  /** Complaints about filters count columns, and the names differ in length. */
  private static String columnless(String answer) {
    return answer.replaceAll("\\\\n[0-9]+:[0-9]+ ", "\\\\n");
  }
}
