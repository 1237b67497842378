package miroir.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promise: who is left without an answer learns whether anything may have been done. */
class ErrorPagesTest {
  private final Server server =
      Server.builder()
          .http(0)
          .requestTimeout(Duration.ofMillis(50))
          .errorHandler(new ErrorPages())
          .serviceUnder("/", (ctx, request) -> HttpResponse.of(new CompletableFuture<>()))
          .build();

  @BeforeEach
  void start() {
    server.start().join();
  }

  @AfterEach
  void stop() {
    server.stop().join();
  }

  private String answer(HttpMethod method, String path) {
    return WebClient.of("h1c://127.0.0.1:" + server.activeLocalPort())
        .execute(HttpRequest.of(method, path))
        .aggregate()
        .join()
        .contentUtf8();
  }

  @Test
  void aReadCanBeAskedAgainAndAWriteMayBeDone() {
    assertThat(answer(HttpMethod.GET, "/indexes/films/search?q=a")).contains("miroir_not_ready");
    assertThat(answer(HttpMethod.POST, "/indexes/films/search")).contains("miroir_not_ready");
    assertThat(answer(HttpMethod.POST, "/indexes/films/documents/fetch?x=1"))
        .contains("miroir_not_ready");
    assertThat(answer(HttpMethod.POST, "/indexes/films/documents"))
        .contains("miroir_outcome_unknown");
    assertThat(answer(HttpMethod.DELETE, "/indexes/films")).contains("miroir_outcome_unknown");
  }
}
