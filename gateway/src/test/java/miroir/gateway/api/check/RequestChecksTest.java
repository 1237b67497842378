package miroir.gateway.api.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.document.DocumentRequests;
import miroir.gateway.api.index.IndexRequests;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.search.SearchQuery;
import miroir.gateway.api.task.TaskQuery;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class RequestChecksTest {
  private static String told(ThrowingCallable call) {
    Refusal refusal = catchThrowableOfType(Refusal.class, call);
    return refusal.error().code() + ": " + refusal.error().message();
  }

  private static JsonNode json(String text) {
    return Json.tree(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void unknownParametersAreToldWithTheKnownOnes() {
    assertThat(told(() -> DocumentRequests.WRITE.check(Parameters.parse("nonsense=1"))))
        .isEqualTo(
            "bad_request: Unknown parameter `nonsense`: expected one of `primaryKey`,"
                + " `csvDelimiter`, `customMetadata`, `skipCreation`");
    assertThat(told(() -> DocumentRequests.WRITE.check(Parameters.parse("primarykey=1"))))
        .contains("did you mean `primaryKey`? expected one of");
  }

  @Test
  void wrongParametersAreToldWithTheirCode() {
    assertThat(told(() -> TaskQuery.list(Parameters.parse("uids=x"))))
        .isEqualTo(
            "invalid_task_uids: Invalid value in parameter `uids`: could not parse `x` as a"
                + " positive integer");
    assertThat(told(() -> DocumentRequests.WRITE.check(Parameters.parse("csvDelimiter=;;"))))
        .startsWith("invalid_document_csv_delimiter: Invalid value in parameter `csvDelimiter`");
  }

  @Test
  void bodiesAreCheckedInTheOrderSent() {
    assertThat(told(() -> IndexRequests.CREATE.check(json("{\"other\":1}"), JsonPath.ROOT)))
        .isEqualTo("bad_request: Unknown field `other`: expected one of `uid`, `primaryKey`");
    assertThat(told(() -> IndexRequests.CREATE.check(json("{}"), JsonPath.ROOT)))
        .isEqualTo("missing_index_uid: Missing field `uid`");
    assertThat(told(() -> SearchQuery.parse(json("{\"limit\":-1,\"q\":3}"))))
        .isEqualTo(
            "invalid_search_limit: Invalid value type at `.limit`: expected a positive integer, but"
                + " found a negative integer: `-1`");
  }

  @Test
  void parametersAreDecoded() {
    Parameters parameters = Parameters.parse("a=1%2C2&b=x+y&a=3&c=%C2%80");
    assertThat(parameters.text("a")).contains("3");
    assertThat(parameters.text("b")).contains("x y");
    assertThat(parameters.text("c")).contains("\u0080");
  }
}
