package miroir.chaos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.meilisearch.sdk.Client;
import com.meilisearch.sdk.Config;
import com.meilisearch.sdk.Index;
import com.meilisearch.sdk.SearchRequest;
import com.meilisearch.sdk.exceptions.MeilisearchApiException;
import com.meilisearch.sdk.model.SearchResult;
import com.meilisearch.sdk.model.SearchResultPaginated;
import com.meilisearch.sdk.model.Settings;
import com.meilisearch.sdk.model.TaskInfo;
import com.meilisearch.sdk.model.TaskStatus;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A client's life with the official Java library: it knows nothing of Miroir but the URL. What
 * inherits from this says which server it is told to.
 */
abstract class OfficialJavaClientStory {
  private static final String UID = "java-client-films";

  private static final String FILMS =
      """
      [{"id":1,"title":"Carol","year":2015,"genres":["Romance","Drama"]},
       {"id":2,"title":"Wonder Woman","year":2017,"genres":["Action","Adventure"]},
       {"id":3,"title":"Life of Pi","year":2012,"genres":["Adventure","Drama"]},
       {"id":4,"title":"Mad Max: Fury Road","year":2015,"genres":["Adventure"]}]
      """;

  private Client client = new Client(new Config("http://localhost", ""));
  private Index films = client.index(UID);

  /** Returns the base URL of the server. */
  abstract String url();

  /** Returns its master key. */
  abstract String key();

  @BeforeEach
  void createIndex() {
    client = new Client(new Config(url(), key()));
    deleteIndex();
    finish(client.createIndex(UID, "id"));
    films = client.index(UID);
  }

  @AfterEach
  void deleteIndex() {
    client.waitForTask(client.deleteIndex(UID).getTaskUid());
  }

  @Test
  void documentsAreFoundReadAndDeleted() {
    finish(films.addDocuments(FILMS));
    SearchResult found = films.search("wonder");
    assertThat(found.getHits()).hasSize(1);
    assertThat(found.getHits().get(0)).containsEntry("title", "Wonder Woman");
    assertThat(found.getHits().get(0).keySet())
        .containsExactlyInAnyOrder("id", "title", "year", "genres");
    assertThat(films.getStats().getNumberOfDocuments()).isEqualTo(4);
    assertThat(films.getRawDocument("3")).contains("Life of Pi").doesNotContain("_miroir");

    finish(films.updateDocuments("[{\"id\":3,\"year\":2013}]"));
    assertThat(films.getRawDocument("3")).contains("Life of Pi").contains("2013");

    finish(films.deleteDocument("1"));
    assertThatThrownBy(() -> films.getRawDocument("1"))
        .isInstanceOfSatisfying(
            MeilisearchApiException.class,
            error -> assertThat(error.getCode()).isEqualTo("document_not_found"));
    finish(films.updateFilterableAttributesSettings(new String[] {"year"}));
    finish(films.deleteDocumentsByFilter("year > 2013"));
    assertThat(films.search("").getHits()).hasSize(1);
  }

  @Test
  void settingsAreKeptAndObeyed() {
    Settings settings = new Settings();
    settings.setFilterableAttributes(new String[] {"genres", "year"});
    settings.setSortableAttributes(new String[] {"year"});
    settings.setSynonyms(new HashMap<>(Map.of("pi", new String[] {"tiger"})));
    finish(films.updateSettings(settings));
    assertThat(films.getSettings().getFilterableAttributes()).containsExactly("genres", "year");
    assertThat(films.getSettings().getSortableAttributes()).containsExactly("year");
    assertThat(films.getSettings().getRankingRules()).noneMatch(rule -> rule.contains("_miroir"));

    finish(films.addDocuments(FILMS));
    SearchResult sorted =
        (SearchResult)
            films.search(
                SearchRequest.builder()
                    .q("")
                    .filter(new String[] {"genres = Adventure"})
                    .sort(new String[] {"year:asc"})
                    .facets(new String[] {"genres"})
                    .build());
    assertThat(sorted.getHits())
        .extracting(hit -> hit.get("title"))
        .containsExactly("Life of Pi", "Mad Max: Fury Road", "Wonder Woman");
    assertThat(sorted.getEstimatedTotalHits()).isEqualTo(3);
    assertThat(sorted.getFacetDistribution().toString()).contains("Drama=1");
    SearchResultPaginated page =
        (SearchResultPaginated)
            films.search(SearchRequest.builder().q("").page(2).hitsPerPage(3).build());
    assertThat(page.getHits()).hasSize(1);
    assertThat(page.getTotalHits()).isEqualTo(4);
    assertThat(page.getTotalPages()).isEqualTo(2);
  }

  @Test
  void tasksTellWhatHappened() {
    TaskInfo failing = films.addDocuments("[{\"id\":\"bad id\"}]");
    client.waitForTask(failing.getTaskUid());
    assertThat(client.getTask(failing.getTaskUid()).getStatus()).isEqualTo(TaskStatus.FAILED);
    assertThat(client.getTask(failing.getTaskUid()).getError().getCode())
        .isEqualTo("invalid_document_id");
    assertThat(client.getTasks().getResults()[0].getUid()).isEqualTo(failing.getTaskUid());
    assertThat(client.getTask(failing.getTaskUid()).getIndexUid()).isEqualTo(UID);
    assertThatThrownBy(() -> client.getIndex("java-client-missing"))
        .isInstanceOfSatisfying(
            MeilisearchApiException.class,
            error -> assertThat(error.getCode()).isEqualTo("index_not_found"));
    assertThatThrownBy(() -> new Client(new Config(url(), "wrong")).getIndexes())
        .isInstanceOfSatisfying(
            MeilisearchApiException.class,
            error -> assertThat(error.getCode()).isEqualTo("invalid_api_key"));
  }

  private void finish(TaskInfo task) {
    client.waitForTask(task.getTaskUid());
    assertThat(client.getTask(task.getTaskUid()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
  }
}
