package miroir.gateway.api.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IndexSettingsTest {
  private static JsonNode json(String text) {
    return Json.tree(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stopWords | [\"the\",\"of\",\"the\"] | [\"of\",\"the\"]",
        "searchableAttributes | [\"b\",\"a\",\"b\"] | [\"b\",\"a\"]",
        "searchableAttributes | [\"b\",\"*\"] | [\"*\"]",
        "sortableAttributes | [\"year\",\"rating\"] | [\"rating\",\"year\"]",
        "filterableAttributes | [\"x\",{\"attributePatterns\":[\"b*\"]}] |"
            + " [\"x\",{\"attributePatterns\":[\"b*\"],\"features\":{\"facetSearch\":false,\"filter\":{\"equality\":true,\"comparison\":false}}}]",
        "faceting | {\"sortFacetValuesBy\":{\"genres\":\"count\"}} |"
            + " {\"maxValuesPerFacet\":100,\"sortFacetValuesBy\":{\"*\":\"alpha\",\"genres\":\"count\"}}",
        "localizedAttributes | [{\"attributePatterns\":[\"a\"],\"locales\":[\"ja\"]}] |"
            + " [{\"attributePatterns\":[\"a\"],\"locales\":[\"jpn\"]}]",
        "embedders | {\"e\":{\"source\":\"userProvided\",\"dimensions\":3}} |"
            + " {\"e\":{\"source\":\"userProvided\",\"dimensions\":3}}",
      })
  void whatIsSetIsReadInCanonicalForm(String name, String sent, String read) {
    JsonNode patch = json("{\"" + name + "\":" + sent + "}");
    IndexSettings settings = IndexSettings.DEFAULT.apply(SettingsPatch.parse(patch));
    assertThat(settings.view().get(name)).isEqualTo(json(read));
    IndexSettings again = IndexSettings.DEFAULT.apply(SettingsPatch.parse(settings.view()));
    assertThat(again).isEqualTo(settings);
  }

  @Test
  void aResetBringsBackTheDefaults() {
    IndexSettings changed =
        IndexSettings.DEFAULT.apply(SettingsPatch.parse(json("{\"stopWords\":[\"a\"]}")));
    assertThat(changed).isNotEqualTo(IndexSettings.DEFAULT);
    assertThat(changed.apply(SettingsPatch.resetAll())).isEqualTo(IndexSettings.DEFAULT);
    assertThat(changed.apply(SettingsPatch.parse(json("{\"stopWords\":null}"))))
        .isEqualTo(IndexSettings.DEFAULT);
  }

  @Test
  void wrongValuesAreToldWithTheirPlace() {
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () -> SettingsPatch.parse(json("{\"pagination\":{\"maxTotalHits\":\"a\"}}")));
    assertThat(refusal.error().message())
        .isEqualTo(
            "Invalid value type at `.pagination.maxTotalHits`: expected a positive integer, but"
                + " found a string: `\"a\"`");
    assertThat(refusal.error().code()).isEqualTo("invalid_settings_pagination");
  }

  @Test
  void subRoutesAreNamedLikeTheirSettings() {
    assertThat(Setting.ofRoute("search-cutoff-ms")).contains(Setting.SEARCH_CUTOFF_MS);
    assertThat(Setting.ofRoute("nothing")).isEmpty();
  }
}
