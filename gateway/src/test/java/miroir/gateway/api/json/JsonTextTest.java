package miroir.gateway.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTextTest {
  @ParameterizedTest
  @CsvSource({
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "123456789012345680.0, 1.2345678901234568e+17",
    "0.00001, 0.00001",
    "0.000015, 0.000015",
    "0.000001, 1e-6",
    "-0.0, -0.0",
    "1E5, 100000.0",
    "0.1e-7, 1e-8",
    "7.2, 7.2",
  })
  void numbersAreShortestAsMeilisearchPrintsThem(String sent, String read) {
    assertThat(JsonText.number(Double.parseDouble(sent))).isEqualTo(read);
  }

  @Test
  void stringsEscapeOnlyWhatMust() {
    String text = "[\"a\\u0001\\u001f\\u007f\\u0080\\/é\\n\"]";
    assertThat(JsonText.of(Json.tree(text.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("[\"a\\u0001\\u001f\u007f\u0080/é\\n\"]");
  }

  @Test
  void integersBeyond64BitsBecomeDoubles() {
    String text = "[18446744073709551615,18446744073709551616,-9223372036854775808]";
    assertThat(JsonText.of(Json.tree(text.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("[18446744073709551615,1.8446744073709552e+19,-9223372036854775808]");
  }
}
