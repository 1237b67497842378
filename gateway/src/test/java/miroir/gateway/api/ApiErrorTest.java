package miroir.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Promise: whatever a client sends, the error that its task keeps fits an entry of the log. */
class ApiErrorTest {
  @Test
  void whatATaskKeepsIsBounded() {
    String whole = "\u0000".repeat(2_000_000);
    String kept = ErrorCode.MISSING_DOCUMENT_ID.with(whole).toTaskJson();
    assertThat(kept).hasSizeLessThan(100_000).contains("…").contains("missing_document_id");
  }

  @Test
  void nothingIsCutInsideACharacter() {
    String before = "x".repeat(ApiError.TASK_MESSAGE_CHARS - 1);
    String kept = ErrorCode.MISSING_DOCUMENT_ID.with(before + "\uD83D\uDE00!").toTaskJson();
    assertThat(kept).contains(before + "…");
  }

  @Test
  void anOrdinaryErrorIsKeptWhole() {
    ApiError error = ErrorCode.MISSING_DOCUMENT_ID.with("no id");
    assertThat(error.toTaskJson().getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(error.toBytes());
  }
}
