package miroir.chaos.client;

import java.util.Objects;

/** The story told to a server that runs: {@code -Dmiroir.url=… -Dmiroir.key=…}. */
class OfficialJavaClientIT extends OfficialJavaClientStory {
  @Override
  String url() {
    return Objects.requireNonNull(System.getProperty("miroir.url"), "-Dmiroir.url is missing");
  }

  @Override
  String key() {
    return System.getProperty("miroir.key", "");
  }
}
