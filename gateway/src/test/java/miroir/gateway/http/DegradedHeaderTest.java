package miroir.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import miroir.gateway.search.SearchService;
import org.junit.jupiter.api.Test;

/** Promise: an answer that is not all it could be says so, and why. */
class DegradedHeaderTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  private static String headers(int missing, boolean settings) {
    return DocumentRoutes.answered(
            CompletableFuture.completedFuture(new SearchService.Found(BODY, missing, settings)))
        .join()
        .headers()
        .toString();
  }

  @Test
  void missingShardsAndOtherSettingsAreNamed() {
    assertThat(headers(0, false)).doesNotContain("X-Miroir-Degraded");
    assertThat(headers(3, false)).contains("X-Miroir-Degraded").contains("shards=3");
    assertThat(headers(3, true)).contains("shards=3, settings");
    assertThat(headers(0, true)).contains("settings").doesNotContain("shards");
  }
}
