package miroir.chaos.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The oracle must be what was recorded: every file has the checksum that it was listed with. */
class RecordingsTest {
  @Test
  void recordingsAreUnchanged() throws Exception {
    Map<String, String> sums = Recordings.sums("golden");
    assertThat(sums).hasSize(20);
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      String name = sum.getKey().replace(".json", "");
      assertThat(sha256(Recordings.golden(name))).as(name).isEqualTo(sum.getValue());
    }
  }

  @Test
  void dataSetsAreUnchanged() throws Exception {
    Map<String, String> sums = Recordings.sums("data");
    assertThat(sums).containsOnlyKeys("books.json", "restaurants.json", "world-cities.json");
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      String name = sum.getKey().replace(".json", "");
      assertThat(sha256(Recordings.data(name))).as(name).isEqualTo(sum.getValue());
    }
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
