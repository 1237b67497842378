package miroir.chaos.embedded;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an embedded node as a process of its own. */
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** Takes the options of Meilisearch. */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("com.linecorp.armeria.allowDoubleDotsInQueryString", "true");
    EmbeddedNode node = EmbeddedNode.start(NodeOptions.parse(arguments, System.getenv()));
    log.info("embedded node listens at {}", node.url());
  }
}
